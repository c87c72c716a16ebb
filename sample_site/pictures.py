"""Product pictures as inline SVG, so that a replay shows them without a network."""

from __future__ import annotations

from html import escape
from string import Template

# (ground, main, dark, light): $g $m $d $l in the drawings below.
_PALETTES = (
    ("#e3eef0", "#2f7f93", "#1c5262", "#bfe0e6"),
    ("#f6ead9", "#d98e4a", "#8f5523", "#f9d9b4"),
    ("#e9ecf5", "#4d65a8", "#2b3c70", "#c6d1ee"),
    ("#e8f1e6", "#5f9463", "#38603c", "#c8e2c6"),
    ("#f7e6e3", "#cf6a5c", "#8a3a30", "#f5c8c1"),
    ("#f1ebf3", "#8a6aa0", "#573c6b", "#dccbe6"),
    ("#f4f0e4", "#c2a14d", "#7d6423", "#efe0b3"),
)

_DRAWINGS = {
    "mug": '<path d="M132 72h14a18 18 0 0 1 0 40h-16" fill="none" stroke="$d" '
    'stroke-width="8"/><path d="M66 54h70v58a18 18 0 0 1-18 18H84a18 18 0 0 1-18-18z" '
    'fill="$m"/><ellipse cx="101" cy="54" rx="35" ry="8" fill="$d"/>'
    '<path d="M66 88q12-9 23 0t23 0 24 0v10q-12 9-24 0t-23 0-23 0z" fill="$l"/>',
    "teapot": '<path d="M58 84q-18-4-26-22" fill="none" stroke="$m" stroke-width="11" '
    'stroke-linecap="round"/><path d="M140 72q30-4 24 20t-30 20" fill="none" '
    'stroke="$d" stroke-width="8"/><ellipse cx="100" cy="94" rx="48" ry="36" '
    'fill="$m"/><path d="M70 66q30-18 60 0z" fill="$d"/><circle cx="100" cy="52" r="6" '
    'fill="$d"/><path d="M58 104q42 22 84 0" stroke="$l" stroke-width="5" '
    'fill="none"/>',
    "bowl": '<path d="M44 76h112q-4 50-56 52-52-2-56-52z" fill="$m"/>'
    '<ellipse cx="100" cy="76" rx="56" ry="13" fill="$l"/><ellipse cx="100" cy="78" '
    'rx="44" ry="8" fill="$d" opacity=".35"/><path d="M52 98q48 18 96 0" stroke="$l" '
    'stroke-width="4" fill="none"/>',
    "board": '<rect x="58" y="40" width="70" height="86" rx="12" fill="$m"/>'
    '<rect x="84" y="24" width="18" height="26" rx="8" fill="$m"/><circle cx="93" '
    'cy="33" r="4" fill="$g"/><path d="M70 52v62M84 50v66M100 52v64M114 50v64" '
    'stroke="$d" stroke-width="2" opacity=".4"/><rect x="136" y="46" width="8" '
    'height="50" rx="3" fill="$l"/><rect x="135" y="94" width="10" height="30" rx="4" '
    'fill="$d"/>',
    "jug": '<path d="M128 62q30 2 24 28t-28 22" fill="none" stroke="$d" '
    'stroke-width="8"/><path d="M70 38h52l-4 18q16 18 12 46-4 26-16 28H84q-14-2-16-28'
    '-4-28 10-46z" fill="$m"/><path d="M70 38l-12 10 18 6z" fill="$m"/><path d="M69 88'
    'h61" stroke="$l" stroke-width="9"/>',
    "lamp": '<path d="M84 34h40l18 40H66z" fill="$m"/><path d="M66 74h76l10 30H56z" '
    'fill="$l" opacity=".55"/><rect x="100" y="74" width="7" height="48" fill="$d"/>'
    '<rect x="76" y="120" width="55" height="9" rx="4" fill="$d"/>',
    "lantern": '<path d="M76 46q24-34 48 0" fill="none" stroke="$d" stroke-width="5"/>'
    '<rect x="70" y="44" width="60" height="12" rx="4" fill="$d"/><rect x="75" y="56" '
    'width="50" height="58" fill="$l"/><path d="M100 66q14 20 0 36-14-16 0-36z" '
    'fill="#f2a541"/><path d="M75 56v58M125 56v58M100 56v8" stroke="$m" '
    'stroke-width="5"/><rect x="66" y="114" width="68" height="14" rx="4" fill="$m"/>',
    "pendant": '<path d="M100 12v38" stroke="$d" stroke-width="4"/><path d="M52 100q4'
    '-50 48-52 44 2 48 52z" fill="$m"/><ellipse cx="100" cy="100" rx="48" ry="9" '
    'fill="$d"/><ellipse cx="100" cy="106" rx="13" ry="9" fill="#f7d774"/>',
    "candle": '<path d="M100 26q13 18 0 30-13-12 0-30z" fill="#f2a541"/>'
    '<path d="M100 52v12" stroke="$d" stroke-width="3"/><rect x="72" y="64" width="56" '
    'height="64" rx="7" fill="$m"/><ellipse cx="100" cy="66" rx="28" ry="6" '
    'fill="$l"/><rect x="80" y="84" width="40" height="26" rx="3" fill="$l"/>',
    "blanket": '<path d="M46 52h108v72q-13 8-27 0t-27 0-27 0-27 0z" fill="$m"/>'
    '<path d="M46 68h108v9H46zM46 86h108v5H46zM46 99h108v9H46z" fill="$l"/>'
    '<rect x="46" y="40" width="108" height="18" rx="9" fill="$d"/>',
    "cushion": '<path d="M52 46q48 10 96 0 -9 40 0 80-48-9-96 0 9-40 0-80z" '
    'fill="$m"/><path d="M76 49q-3 36 0 73M100 51v69M124 49q3 36 0 73" stroke="$l" '
    'stroke-width="7" fill="none"/>',
    "towel": '<rect x="42" y="34" width="116" height="8" rx="4" fill="$d"/>'
    '<rect x="62" y="34" width="76" height="92" rx="4" fill="$m"/><path d="M62 96h76v6'
    'H62zM62 107h76v4H62z" fill="$l"/><path d="M66 126v7M76 126v7M86 126v7M96 126v7'
    'M106 126v7M116 126v7M126 126v7M134 126v7" stroke="$d" stroke-width="3"/>',
    "notebook": '<rect x="62" y="32" width="80" height="100" rx="6" fill="$m"/>'
    '<path d="M62 38a6 6 0 0 1 6-6h8v100h-8a6 6 0 0 1-6-6z" fill="$d"/>'
    '<rect x="90" y="52" width="38" height="22" rx="2" fill="$l"/>'
    '<path d="M122 32h7v72l-3.500-4-3.500 4z" fill="$l"/>',
    "pencils": '<g transform="rotate(-14 100 80)"><path d="M66 58l9-22 9 22v70H66z" '
    'fill="$m"/><path d="M71.500 44l3.500-8 3.500 8z" fill="$d"/></g><path d="M91 54l9'
    '-22 9 22v74H91z" fill="$l"/><path d="M96.500 40l3.500-8 3.500 8z" fill="$d"/>'
    '<g transform="rotate(14 100 80)"><path d="M116 58l9-22 9 22v70h-18z" '
    'fill="$d"/></g>',
    "card": '<rect x="66" y="34" width="84" height="60" rx="4" fill="#fff" '
    'transform="rotate(6 108 64)"/><rect x="46" y="58" width="96" height="66" rx="5" '
    'fill="$m"/><path d="M46 62l48 36 48-36" fill="none" stroke="$l" '
    'stroke-width="5"/><circle cx="94" cy="98" r="9" fill="$d"/>',
    "can": '<path d="M66 66q-4-38 34-34 28 4 24 34" fill="none" stroke="$d" '
    'stroke-width="6"/><path d="M124 96l32-36" stroke="$m" stroke-width="10"/>'
    '<path d="M144 50l22 20" stroke="$d" stroke-width="8" stroke-linecap="round"/>'
    '<rect x="58" y="66" width="70" height="62" rx="7" fill="$m"/><path d="M58 84h70" '
    'stroke="$l" stroke-width="6"/>',
    "plant": '<path d="M100 90q-34-4-34-40 32 2 34 40zM100 90q34-4 34-40-32 2-34 40z" '
    'fill="#5f9463"/><path d="M100 90q-16-30 0-62 16 32 0 62z" fill="#7fb27f"/>'
    '<path d="M70 88h60l-9 42H79z" fill="$m"/><rect x="65" y="82" width="70" '
    'height="13" rx="4" fill="$d"/>',
    "compass": '<circle cx="100" cy="28" r="8" fill="none" stroke="$d" '
    'stroke-width="5"/><circle cx="100" cy="84" r="48" fill="$m"/><circle cx="100" '
    'cy="84" r="37" fill="#fff"/><path d="M100 54l9 30h-18z" fill="#cf5144"/>'
    '<path d="M100 114l9-30h-18z" fill="$d"/><path d="M68 84h8M124 84h8" stroke="$d" '
    'stroke-width="3"/>',
    "tote": '<path d="M76 62q0-36 24-36t24 36" fill="none" stroke="$d" '
    'stroke-width="6"/><path d="M56 58h88l8 72H48z" fill="$m"/><path d="M70 92q10-9 20 '
    '0t20 0 20 0" stroke="$l" stroke-width="5" fill="none"/><path d="M70 106q10-9 20 0'
    't20 0 20 0" stroke="$l" stroke-width="5" fill="none"/>',
    "backpack": '<path d="M86 34q0-16 14-16t14 16" fill="none" stroke="$d" '
    'stroke-width="5"/><path d="M62 66q0-34 38-34t38 34v62H62z" fill="$m"/>'
    '<path d="M62 68q38 18 76 0v10q-38 16-76 0z" fill="$d"/><rect x="76" y="92" '
    'width="48" height="30" rx="5" fill="$l"/><path d="M76 102h48" stroke="$d" '
    'stroke-width="3"/>',
    "pouch": '<rect x="48" y="56" width="104" height="66" rx="9" fill="$m"/>'
    '<rect x="48" y="56" width="104" height="15" rx="7" fill="$d"/><path d="M58 63h74" '
    'stroke="$l" stroke-width="3" stroke-dasharray="4 3"/><circle cx="138" cy="63" '
    'r="5" fill="$l"/><path d="M68 98q16-12 32 0t32 0" stroke="$l" stroke-width="5" '
    'fill="none"/>',
}


def picture(shape: str, number: int, label: str = "") -> str:
    """Return an `<svg>` of `shape` in the colours of product `number`."""
    ground, main, dark, light = _PALETTES[number % len(_PALETTES)]
    drawing = Template(_DRAWINGS[shape]).substitute(g=ground, m=main, d=dark, l=light)
    named = (
        f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    )
    return (
        f'<svg class="picture" viewBox="0 0 200 160" {named}>'
        f'<rect width="200" height="160" fill="{ground}"/>'
        f'<ellipse cx="100" cy="134" rx="58" ry="6" fill="{dark}" opacity=".14"/>'
        f"{drawing}</svg>"
    )
