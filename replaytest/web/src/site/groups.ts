// Sessions taken together: the attempts of a test, the sessions of an error.

import type { Data, Happened } from "./data";

const RECENT = 12;
const TROUBLE = ["failure", "error", "console"];
const BAD = ["failed", "unfinished", "interrupted"];

/** How severe signals of a sort are as a rule; the index does not know it of each. */
export const SEVERITY: Record<string, "high" | "medium" | "low"> = {
  exception: "high",
  "failed-request": "medium",
  "error-after-action": "medium",
  "blank-page": "high",
  "rage-click": "high",
  "dead-click": "medium",
  "console-error": "medium",
  "u-turn": "low",
  "slow-click": "medium",
  "mouse-thrash": "low",
  "slow-response": "low",
  "form-abandonment": "medium",
  "layout-jump": "medium",
  "long-task": "low",
};

/** One attempt at a test, and the first of its sessions. */
export interface Run {
  session: number;
  outcome: string;
}

export interface TestGroup {
  key: string;
  sessions: number[]; // newest first
  runs: Run[]; // newest first
  flaky: boolean;
  failed: number;
  duration: number; // median, in s
}

export interface ErrorGroup {
  key: string; // fingerprint
  kind: string;
  text: string;
  sessions: number[]; // newest first
  tests: number;
  count: number;
}

export function isBad(outcome: string): boolean {
  return BAD.includes(outcome);
}

/** What went wrong in a session, of each sort once, why the test failed first. */
export function troublesOf(data: Data, session: number): Happened[] {
  const found = data.happened(session, ...TROUBLE).sort((a, b) => TROUBLE.indexOf(a.kind) - TROUBLE.indexOf(b.kind));
  const seen = new Set<string>();
  return found.filter(({ fingerprint, text }) => !seen.has(fingerprint || text) && seen.add(fingerprint || text));
}

export class Groups {
  readonly tests = new Map<string, TestGroup>();
  private readonly slowFrom: number;

  constructor(private readonly data: Data) {
    const durations: number[] = [];
    for (let session = 0; session < data.count; session++) {
      const key = data.text(session, "test");
      if (data.number(session, "duration_s")) durations.push(data.number(session, "duration_s"));
      if (!key) continue;
      const group = this.tests.get(key);
      if (group) group.sessions.push(session);
      else this.tests.set(key, { key, sessions: [session], runs: [], flaky: false, failed: 0, duration: 0 });
    }
    for (const group of this.tests.values()) this.complete(group);
    durations.sort((a, b) => a - b);
    this.slowFrom = durations[Math.floor(durations.length * 0.9)] ?? Infinity;
  }

  of(session: number): TestGroup | undefined {
    return this.tests.get(this.data.text(session, "test"));
  }

  /** In the slowest tenth of all sessions. */
  isSlow(session: number): boolean {
    return this.data.number(session, "duration_s") >= this.slowFrom;
  }

  testsOf(sessions: readonly number[]): TestGroup[] {
    const keys = new Set(sessions.map((session) => this.data.text(session, "test")));
    return [...keys].flatMap((key) => this.tests.get(key) ?? []);
  }

  errorsOf(sessions: readonly number[]): ErrorGroup[] {
    const found = new Map<string, ErrorGroup & { names: Set<string> }>();
    for (const session of sessions) {
      for (const { kind, text, fingerprint, count } of troublesOf(this.data, session)) {
        if (!fingerprint) continue;
        let group = found.get(fingerprint);
        if (!group) found.set(fingerprint, (group = { key: fingerprint, kind, text, sessions: [], tests: 0, count: 0, names: new Set() }));
        group.sessions.push(session);
        group.count += count;
        group.names.add(this.data.text(session, "test"));
        group.tests = group.names.size;
      }
    }
    return [...found.values()];
  }

  private complete(group: TestGroup): void {
    const { data } = this;
    const runs = new Map<string, Run>();
    for (const session of group.sessions) {
      // An attempt's sessions lie in one folder.
      const folder = data.text(session, "path").replace(/\/[^/]*$/, "");
      const outcome = data.text(session, "outcome");
      const known = runs.get(folder);
      if (!known) runs.set(folder, { session, outcome });
      else if (isBad(outcome)) known.outcome = outcome;
    }
    group.runs = [...runs.values()];
    group.failed = group.runs.filter(({ outcome }) => isBad(outcome)).length;
    const recent = group.runs.slice(0, RECENT).map(({ outcome }) => outcome);
    group.flaky = recent.some(isBad) && recent.includes("passed");
    const durations = group.sessions.map((session) => data.number(session, "duration_s")).sort((a, b) => a - b);
    group.duration = durations[durations.length >> 1] ?? 0;
  }
}

export { RECENT };
