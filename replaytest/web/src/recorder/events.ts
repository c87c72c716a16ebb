// rrweb's events as they pass the recorder, and the names of ours.

export const LOAD = 1;
export const FULL_SNAPSHOT = 2;
export const META = 4;
export const CUSTOM = 5;
const INCREMENTAL = 3;
const MUTATION = 0;

export const ACTION = "replaytest/action@1";
export const ANNOTATION = "replaytest/annotation@1";
export const SETTINGS = "replaytest/settings@1";
export const STORAGE = "replaytest/storage@1";
export const VITALS = "replaytest/vitals@1";

// Pointer moves and selections may come late, and by themselves change nothing; nor do
// settings and vitals.
const IDLE_SOURCES = [1, 6, 14];
const IDLE_TAGS = [SETTINGS, VITALS, STORAGE];

// rrweb's way of leaving an event out is to be given another; this one goes nowhere.
export const LEFT_OUT = { type: CUSTOM, data: { tag: "replaytest:left-out", payload: {} } };

export type RrwebEvent = { type: number; timestamp?: number; data: { source?: number; tag?: string; payload?: { kind?: string } } };

export function isMutation({ type, data }: RrwebEvent): boolean {
  return type === INCREMENTAL && data.source === MUTATION;
}

export function isIdle({ type, data }: RrwebEvent): boolean {
  if (type === CUSTOM) return IDLE_TAGS.includes(data.tag ?? "") || data.payload?.kind === "over";
  return type === INCREMENTAL && IDLE_SOURCES.includes(data.source ?? -1);
}
