// The panels below the player: one row of tabs, and the one that is open.

import { button, el, icon } from "../dom";
import type { Panel } from "./panel";

const LEAST = 120; // px
const KEPT = "replaytest.dock"; // how high, in the browser of whoever looks

export class Dock {
  readonly root = el("section", { class: "dock", "aria-label": "Panels" });
  private readonly body = el("div", { class: "dock-body", role: "tabpanel", id: "dock-body", hidden: "" });
  private readonly tabs = new Map<Panel, HTMLButtonElement>();
  private readonly grip = el("div", { class: "grip", role: "separator", "aria-orientation": "horizontal", "aria-label": "Height of the panels", tabindex: "0", hidden: "" });
  private readonly close: HTMLButtonElement;
  private open: Panel | undefined;

  constructor(
    private readonly panels: Panel[],
    private readonly now: () => number,
    private readonly changed: () => void,
  ) {
    const bar = el("div", { class: "dock-tabs", role: "tablist", "aria-label": "Panels" });
    for (const panel of panels) bar.append(this.tabOf(panel));
    bar.addEventListener("keydown", this.key);
    this.close = button("Close panel (Esc)", { class: "quiet dock-close", hidden: "" }, () => this.show(undefined), icon("M4 4l8 8M12 4l-8 8"));
    this.root.append(this.grip, el("div", { class: "dock-bar" }, bar, this.close), this.body);
    this.grip.addEventListener("pointerdown", this.drag);
    this.grip.addEventListener("keydown", this.size);
    this.height = Number(kept()) || 280;
  }

  get shown(): string | undefined {
    return this.open?.id;
  }

  show(id: string | undefined): void {
    const next = this.panels.find((panel) => panel.id === id);
    if (next === this.open) return;
    this.open = next;
    for (const [panel, tab] of this.tabs) {
      tab.setAttribute("aria-selected", String(panel === next));
      tab.tabIndex = panel === (next ?? this.panels[0]) ? 0 : -1;
    }
    this.body.hidden = this.grip.hidden = this.close.hidden = !next;
    this.root.classList.toggle("is-open", Boolean(next));
    if (next) {
      this.body.replaceChildren(next.root);
      this.body.setAttribute("aria-labelledby", `tab-${next.id}`);
      next.update(this.now());
    }
    this.changed();
  }

  /** Open it, or close it if it is open. */
  toggle(id: string): void {
    this.show(this.shown === id ? undefined : id);
  }

  update(now: number): void {
    this.open?.update(now);
  }

  private set height(px: number) {
    const most = Math.max(LEAST, innerHeight - 320);
    const height = Math.round(Math.min(Math.max(px, LEAST), most));
    this.root.style.setProperty("--height", `${height}px`);
    this.grip.setAttribute("aria-valuenow", String(height));
    this.grip.setAttribute("aria-valuemin", String(LEAST));
    this.grip.setAttribute("aria-valuemax", String(most));
    keep(String(height));
  }

  private tabOf(panel: Panel): HTMLButtonElement {
    // Drawn by the style sheet: the name of the tab says both numbers.
    const counts = panel.count ? [el("span", { class: panel.alarms ? "count bad" : "count", "data-count": String(panel.alarms || panel.count) })] : [];
    const said = panel.alarms ? `${panel.label}, ${panel.count}, ${panel.alarms} bad` : `${panel.label}, ${panel.count}`;
    const made = el(
      "button",
      { type: "button", role: "tab", id: `tab-${panel.id}`, "aria-controls": "dock-body", "aria-selected": "false", "aria-label": panel.count ? said : panel.label },
      panel.label,
      ...counts,
    );
    made.tabIndex = panel === this.panels[0] ? 0 : -1;
    made.addEventListener("click", () => this.toggle(panel.id));
    this.tabs.set(panel, made);
    return made;
  }

  private key = (event: KeyboardEvent): void => {
    const at = [...this.tabs.values()].indexOf(event.target as HTMLButtonElement);
    const steps: Record<string, number> = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: this.panels.length - 1 };
    const to = steps[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    const panel = this.panels[(to + this.panels.length) % this.panels.length]!;
    if (this.open) this.show(panel.id);
    this.tabs.get(panel)?.focus();
  };

  private drag = (event: PointerEvent): void => {
    event.preventDefault();
    this.grip.setPointerCapture(event.pointerId);
    const move = ({ clientY }: PointerEvent): void => {
      this.height = this.root.getBoundingClientRect().bottom - clientY;
    };
    const end = (): void => this.grip.removeEventListener("pointermove", move);
    this.grip.addEventListener("pointermove", move);
    this.grip.addEventListener("lostpointercapture", end, { once: true });
  };

  private size = (event: KeyboardEvent): void => {
    const by = event.key === "ArrowUp" ? 24 : event.key === "ArrowDown" ? -24 : 0;
    if (!by) return;
    event.preventDefault();
    this.height = this.root.getBoundingClientRect().height + by;
  };
}

function kept(): string | null {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null; // a browser that keeps nothing for files
  }
}

function keep(value: string): void {
  try {
    localStorage.setItem(KEPT, value);
  } catch {
    // as above
  }
}
