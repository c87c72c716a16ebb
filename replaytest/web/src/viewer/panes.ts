// Several views in the place of one: the grid that holds them, and its form. It knows
// nothing of what is in them; those that are away keep their layout, unseen.

const BAR = 29; // px, of the bar over each pane

export class Panes {
  private shown: HTMLElement[] = [];

  constructor(
    readonly root: HTMLElement,
    private readonly ratio: () => number = () => 16 / 9, // of what is shown in one
  ) {
    root.classList.add("panes");
    new ResizeObserver(() => this.arrange()).observe(root);
  }

  /** Show these of the panes, in the order in which they were added. */
  show(shown: HTMLElement[]): void {
    if (shown.length === this.shown.length && shown.every((pane, at) => pane === this.shown[at])) return;
    this.shown = shown;
    for (const pane of this.root.children) pane.classList.toggle("is-away", !shown.includes(pane as HTMLElement));
    this.root.classList.toggle("is-split", shown.length > 1);
    this.arrange();
  }

  /** As many columns as make what is shown the largest. */
  private arrange(): void {
    const { clientWidth: width, clientHeight: height } = this.root;
    const count = this.shown.length;
    const ratio = this.ratio();
    let [best, columns] = [0, 1];
    for (let each = 1; each <= count; each++) {
      const size = Math.min(width / each, (height / Math.ceil(count / each) - BAR) * ratio);
      if (size > best) [best, columns] = [size, each];
    }
    this.root.style.setProperty("--columns", String(columns));
  }
}
