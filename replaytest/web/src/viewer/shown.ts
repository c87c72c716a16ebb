// Which tabs are watched side by side, and how the address names them.

import type { TabModel } from "./model";

export const MOST = 4;

export class Shown {
  private chosen: string[] = []; // the last one chosen at the end

  constructor(private readonly tabs: readonly TabModel[]) {}

  /** In the order of the tabs; none while one tab is shown alone. */
  get keys(): string[] {
    return this.tabs.map(({ key }) => key).filter((key) => this.chosen.includes(key));
  }

  set keys(keys: string[]) {
    const known = [...new Set(keys)].filter((key) => this.tabs.some((tab) => tab.key === key));
    this.chosen = known.length > 1 ? known.slice(0, MOST) : [];
  }

  get split(): boolean {
    return this.chosen.length > 1;
  }

  /** As a part of the address, after others. */
  get address(): string {
    return this.split ? `&tabs=${this.keys.join(",")}` : "";
  }

  /** All side by side, of many those that are open beside `current`; or one alone. */
  toggle(current: string | undefined, now: number): void {
    if (this.split) {
      this.keys = [];
      return;
    }
    const open = (tab: TabModel): boolean => tab.openedAt <= now && !(tab.goneAt !== undefined && now > tab.goneAt);
    const rank = (tab: TabModel): number => (tab.key === current ? 0 : open(tab) ? 1 : 2);
    this.keys = [...this.tabs].sort((one, other) => rank(one) - rank(other)).map(({ key }) => key);
  }

  /** Add a tab to what is shown or remove it; a fifth takes the place of the oldest. */
  change(key: string, current: string | undefined): void {
    const before = this.split || current === undefined ? this.chosen : [current];
    const without = before.filter((each) => each !== key);
    const added = without.length === before.length;
    this.keys = added ? [...without.slice(1 - MOST), key] : without;
  }
}

export function tabsInAddress(hash: string): string[] {
  return /[#&]tabs=([\d/,]+)/.exec(hash)?.[1]?.split(",") ?? [];
}
