// Elements of the viewer itself. Text is only ever set as text.

type Child = Node | string;

export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

export function button(label: string, attributes: Record<string, string>, run: (event: MouseEvent) => void, ...children: Child[]): HTMLButtonElement {
  const made = el("button", { type: "button", "aria-label": label, title: label, ...attributes }, ...children);
  made.addEventListener("click", run);
  return made;
}

const SVG = "http://www.w3.org/2000/svg";

/** A drawing of 16 by 16, in the colour of the text. */
export function icon(path: string, filled = false): SVGSVGElement {
  const made = document.createElementNS(SVG, "svg");
  made.setAttribute("viewBox", "0 0 16 16");
  made.setAttribute("aria-hidden", "true");
  made.setAttribute("class", filled ? "icon filled" : "icon");
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", path);
  made.append(line);
  return made;
}

export const ICONS = {
  play: "M4.5 2.5v11l9-5.5z",
  pause: "M4 2.5h3v11H4zM9 2.5h3v11H9z",
  previous: "M11.5 3l-6 5 6 5zM4 3v10",
  next: "M4.5 3l6 5-6 5zM12 3v10",
  failure: "M8 1.8l6.6 11.6H1.4zM8 6.2v3.4M8 11.4v.2",
  open: "M2 8h11M9 4l4 4-4 4",
  click: "M4 2.5l8.5 6-3.9.7L6.5 13z",
  input: "M8 3v10M6 3h4M6 13h4",
  key: "M2 4.5h12v7H2zM5 9h6",
  note: "M3 2.5h7l3 3v8H3zM5.5 8h5M5.5 10.5h5",
  error: "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM8 5v3.6M8 10.8v.2",
  signal: "M8 2v6M8 11v.2M3 14h10M4.500 5.500L3 4M11.500 5.500L13 4",
  gap: "M2 8h3M11 8h3M7 8h2",
  tab: "M2 5h12v8H2zM2 5V3h5v2",
  panes: "M2 3h12v10H2zM8 3v10",
  pin: "M6 2h4l-.5 4 2.5 2.5H4L6.500 6zM8 8.500V14",
};

export function clockText(ms: number, tenths = true): string {
  const whole = Math.max(0, Math.floor(ms / 100) / 10);
  const minutes = Math.floor(whole / 60);
  const seconds = whole - minutes * 60;
  const shown = tenths ? seconds.toFixed(1).padStart(4, "0") : String(Math.floor(seconds)).padStart(2, "0");
  return `${minutes}:${shown}`;
}

export function durationText(ms: number): string {
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;
}
