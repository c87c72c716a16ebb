// Words and shapes of values that say nothing about anybody: HTML's and CSS's keywords and
// numbers. At level 2 an attribute or a CSS value keeps these and loses everything else.

const KEYWORDS = `
  a all alphabetic alternate alternate-reverse always anonymous any apple-touch-icon application area
  aria assertive async auto autoplay backwards banner baseline block block-end block-start blur
  bold bolder border-box both bottom break-all break-word button capitalize captions cell center
  checkbox checked circle clip clone col collapse color colgroup column column-reverse columnheader
  combobox complementary contain contains content content-box contentinfo contents controls copy
  cover crosshair current-color currentcolor cursive dashed date datetime-local default deferred
  dialog dialogue disc disabled discard document dotted double drop-shadow e-resize ease ease-in
  ease-in-out ease-out eager ellipsis email end enter evenodd evenOdd ew-resize false fantasy fast feed fill
  fill-box figure file first fit-content fixed flat flex flex-end flex-start flow-root form forwards
  full-width get gradient grid gridcell grayscale group hanging heading help hidden high horizontal
  icon image img infinite inherit initial inline inline-block inline-end inline-flex inline-grid
  inline-size inline-start inset inside inter-character invert isolate italic jump-both jump-end
  jump-start justify keep-all large larger last layout lazy left light lighter line linear link list
  list-item listbox listitem local log loose low lower-alpha lower-roman lowercase ltr main mandatory
  manifest manual marquee math max-content maximum medium menu menubar menuitem meet method middle
  min-content miter mixed modal module monospace month move multiple multiply muted n-resize
  navigation ne-resize nearest next no-cache no-drop no-referrer no-repeat noopener none nonzero
  noreferrer normal not-allowed note nowrap ns-resize number numeric nw-resize objectboundingbox oblique
  off on opacity open optional option origin outset outside overlay overline padding-box page
  painted paused perceptual plaintext-only pointer polite polyline popover post pre pre-line pre-wrap
  preload preconnect prefetch presentation preserve preserve-3d prev progress proximity radio radiogroup
  range readonly region relative repeat repeat-x repeat-y required reset revert ridge
  right rotate round row row-resize row-reverse rowgroup rowheader rtl run-in running safe sans-serif
  saturate scale scale-down screen scroll scrollbar scrollable se-resize search searchbox select
  self-end self-start semicondensed separate separator serif sheet show sibling silent skew slice slider small
  small-caps smaller smooth solid space space-around space-between space-evenly spinbutton
  square srgb stable start static status step-end step-start steps sticky stop stretch stroke
  strict stylesheet subgrid submit subpixel suppress swap switch system-ui tab table
  table-cell table-row tablist tabpanel tel terms text textbox thick thin time timer title
  to toggle tooltip top transform transparent tree treeitem true truncate ui-monospace ui-sans-serif ui-serif
  underline unset unsafe upper-alpha upper-roman uppercase url userspaceonuse user utf-8 vertical vertical-lr vertical-rl
  video view-box viewport visible w-resize wait wavy week width device-width initial-scale
  maximum-scale minimum-scale user-scalable viewport-fit yes no wrap wrap-reverse x y xmidymid zoom zoom-in zoom-out
  red orange yellow green blue indigo violet purple pink black white gray grey silver maroon navy
  teal olive lime aqua fuchsia cyan magenta brown gold tomato coral salmon khaki crimson
  dark only light-dark jpg jpeg png svg woff woff2 truetype opentype format in oklch oklab lab lch hsl srgb-linear display-p3
  xminymin xmaxymax xmidymin xmidymax xminymid xmaxymid translate matrix translatex translatey skewx skewy
  object-box bounding-box thin-line butt arcs bevel
  `;
let keywords: Set<string> | undefined; // made when they are needed: a page's start is short

/** Return `value` with every word masked that could be anything but CSS or HTML. */
export function keepWords(value: string, mask: (text: string) => string): string {
  // Numbers with or without a unit, hexadecimal colours, !important, functions, var(--names).
  const word = /--[\w-]+|#[0-9a-f]{3,8}\b|[-+.\d][\w.%+-]*|[\p{L}_][\p{L}\p{N}_-]*\(?/giu;
  const number = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?(?:%|[a-z]{1,4})?$/i;
  const known = (keywords ??= new Set(KEYWORDS.trim().split(/\s+/)));
  return value.replace(word, (found) => {
    if (found.startsWith("--") || found.startsWith("#") || number.test(found)) return found;
    if (found.endsWith("(")) return isFunction(found) ? found : mask(found);
    return known.has(found.toLowerCase()) ? found : mask(found);
  });
}

function isFunction(word: string): boolean {
  return /^(?:var|calc|min|max|clamp|rgba?|hsla?|hwb|lab|lch|oklab|oklch|color|color-mix|light-dark|env|attr|url|image-set|minmax|repeat|fit-content|translate[xyz]?|translate3d|scale[xyz]?|scale3d|rotate[xyz]?|rotate3d|skew[xy]?|matrix|matrix3d|perspective|cubic-bezier|steps|linear|(?:repeating-)?(?:linear|radial|conic)-gradient|blur|brightness|contrast|drop-shadow|grayscale|hue-rotate|invert|opacity|saturate|sepia|polygon|circle|ellipse|inset|path|counter|counters|sin|cos|tan|round|mod|rem|abs|sign|pow|sqrt|hypot|log|exp)\($/i.test(word);
}

export function isPath(value: string): boolean {
  return /^[\sMmZzLlHhVvCcSsQqTtAaEe\d,.+-]*$/.test(value);
}
