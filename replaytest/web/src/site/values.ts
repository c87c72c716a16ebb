// Values of the where language; the same as `replaytest/search/values.py`.

export type Span = [from: number, to: number];

const UNITS: Record<string, number> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86400, w: 604800 };
const LONG: Record<string, string> = { sec: "s", second: "s", min: "m", minute: "m", hour: "h", day: "d", week: "w" };

/** The seconds of `30s`, `2 minutes`, `1.5h`; a bare number is seconds. */
export function durationOf(text: string): number | undefined {
  const found = /^(\d{1,12}(?:\.\d{1,6})?)\s*([a-z]*)$/.exec(text.trim().toLowerCase());
  if (!found) return undefined;
  const said = found[2] || "s";
  const unit = Object.hasOwn(UNITS, said) ? said : LONG[said.replace(/s$/, "")];
  return unit ? Number(found[1]) * UNITS[unit]! : undefined;
}

export function numberOf(text: string): number | undefined {
  return /^-?\d{1,15}(?:\.\d{1,9})?$/.test(text.trim()) ? Number(text) : undefined;
}

/** From when up to when a text means, in ms since 1970. Days and times are local. */
export function momentOf(text: string, now: number): Span | undefined {
  const known = text.trim().toLowerCase();
  if (known === "now") return [now, now];
  const ago = /^(?:-\s*(.+)|(.+?)\s+ago)$/.exec(known);
  if (ago) {
    const seconds = durationOf(ago[1] ?? ago[2]!);
    if (seconds === undefined) return undefined;
    const at = now - Math.round(seconds * 1000);
    return [at, at];
  }
  if (known === "today" || known === "yesterday") {
    const day = new Date(now);
    return dayOf(day.getFullYear(), day.getMonth(), day.getDate() - (known === "today" ? 0 : 1));
  }
  return stampOf(text.trim());
}

const STAMP = /^(\d{4})-(\d\d)-(\d\d)(?:[^\d](\d\d)(?::(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?(Z|[+-]\d\d:?\d\d)?)?$/;

// Of the forms of ISO 8601 that Python reads, those that people write.
function stampOf(text: string): Span | undefined {
  const found = STAMP.exec(text);
  if (!found) return undefined;
  const [year, month, day, hour = 0, minute = 0, second = 0] = found.slice(1, 7).map((part) => (part === undefined ? undefined : Number(part))) as number[];
  const exact = new Date(Date.UTC(year!, month! - 1, day));
  if (exact.getUTCMonth() !== month! - 1 || exact.getUTCDate() !== day || hour > 23 || minute > 59 || second > 59) return undefined;
  if (found[4] === undefined) return dayOf(year!, month! - 1, day!);
  const ms = Math.floor(Number(`0.${found[7] ?? 0}`) * 1000);
  const at = found[8] ? Date.UTC(year!, month! - 1, day, hour, minute, second, ms) - offsetOf(found[8]) : new Date(year!, month! - 1, day, hour, minute, second, ms).getTime();
  return [at, at + (/[T ]\d{2}:\d{2}$/.test(text) ? 60_000 : 1000)];
}

function offsetOf(zone: string): number {
  if (zone === "Z") return 0;
  const [hours, minutes] = [zone.slice(1, 3), zone.slice(-2)].map(Number);
  return (zone[0] === "-" ? -1 : 1) * (hours! * 60 + minutes!) * 60_000;
}

function dayOf(year: number, month: number, day: number): Span {
  return [new Date(year, month, day).getTime(), new Date(year, month, day + 1).getTime()];
}
