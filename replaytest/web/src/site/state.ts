// What is shown, as it stands in the address: #view=errors&where=…&sort=-started

export type ViewName = "sessions" | "tests" | "errors";
export const VIEWS: readonly ViewName[] = ["sessions", "tests", "errors"];
export const QUICK = ["failed", "flaky", "slow", "signals"] as const;
export type Quick = (typeof QUICK)[number];

export interface State {
  view: ViewName;
  where: string;
  test: string;
  error: string; // a fingerprint
  collection: string;
  quick: Quick[];
  sort: string; // a column, with - for the greatest first; "" for as it is
  session: string; // whose details are open
}

export function fromHash(hash: string): State {
  const told = new URLSearchParams(hash.replace(/^#/, ""));
  const view = told.get("view") as ViewName;
  const quick = (told.get("quick") ?? "").split(",");
  return {
    view: VIEWS.includes(view) ? view : "sessions",
    where: told.get("where") ?? "",
    test: told.get("test") ?? "",
    error: told.get("error") ?? "",
    collection: told.get("collection") ?? "",
    quick: QUICK.filter((each) => quick.includes(each)),
    sort: told.get("sort") ?? "",
    session: told.get("session") ?? "",
  };
}

export function toHash(state: State): string {
  const told = new URLSearchParams();
  if (state.view !== "sessions") told.set("view", state.view);
  for (const name of ["where", "test", "error", "collection", "sort", "session"] as const) if (state[name]) told.set(name, state[name]);
  if (state.quick.length) told.set("quick", state.quick.join(","));
  return `#${told}`;
}
