// Every request on one line, with its bar in the time of the session.

import type { Clock } from "../clock";
import { el } from "../dom";
import type { Piece, Request } from "../heard";
import type { Model } from "../model";
import { bytesText, code, filterTools, ListPanel, msText, type Panel, table } from "./panel";

const STATIC = /^(document|script|stylesheet|image|font|media|manifest|texttrack)$/;
const PHASES: Record<string, string> = { dns: "DNS", connect: "Connect", tls: "TLS", wait: "Waiting", receive: "Receiving" };
// A test that goes on takes its requests along; browsers ask for icons by themselves.
const STOPPED = /ERR_ABORTED|NS_BINDING_ABORTED|cancelled/i;

export function networkPanel(model: Model, clock: Clock): Panel {
  const { requests, pieces } = model.heard;
  let made: ListPanel<Request> | undefined;
  return {
    id: "network",
    label: "Network",
    count: requests.length,
    alarms: requests.filter(isBad).length,
    get root() {
      made ??= listOf(model, requests, pieces, clock);
      return made.root;
    },
    update: (now) => made?.update(now),
  };
}

function listOf(model: Model, requests: Request[], pieces: Piece[], clock: Clock): ListPanel<Request> {
  const panel = new ListPanel<Request>("Requests", requests, clock, {
    at: ({ at }) => at,
    row: (request) => rowOf(request, model.duration),
    detail: (request) => detailOf(request, pieces),
    empty: "No requests were recorded.",
  });
  filterTools<Request>(panel, [
    ["All", () => true],
    ["API", ({ type }) => !STATIC.test(type)],
    ["Failed", isBad],
    ["Pages", ({ type }) => type === "document"],
    ["Assets", ({ type }) => STATIC.test(type) && type !== "document"],
  ]);
  panel.root.classList.add("network");
  return panel;
}

export function isBad({ status, failure }: Request): boolean {
  return failure ? !STOPPED.test(failure) : status >= 400;
}

function rowOf(request: Request, duration: number): { class: string; cells: HTMLElement[]; words: string } {
  const { method, url, status, failure, type, size } = request;
  const bar = el("span", { class: "bar-cell", "aria-hidden": "true" }, barOf(request, duration));
  const [name, where] = nameOf(url);
  const state = failure ? (STOPPED.test(failure) ? "stopped" : "failed") : status ? String(status) : "pending";
  return {
    class: isBad(request) ? "bad" : "",
    cells: [
      el("span", { class: "method" }, method),
      el("span", { class: "status" }, state),
      el("span", { class: "url", title: url }, el("b", {}, name), el("span", { class: "where" }, where)),
      el("span", { class: "type" }, type),
      el("span", { class: "number" }, bytesText(size)),
      el("span", { class: "number" }, msText(request.duration)),
      bar,
    ],
    words: `${method} ${url} ${state} ${type} ${failure}`,
  };
}

function barOf({ at, duration, timing }: Request, whole: number): HTMLElement {
  const share = (ms: number): string => `${((Math.max(ms, 0) / (whole || 1)) * 100).toFixed(3)}%`;
  const length = duration ?? whole - at;
  const made = el("span", { class: duration === undefined ? "bar-time pending" : "bar-time" });
  made.style.left = share(at);
  made.style.width = share(length);
  const receive = timing.find(([name]) => name === "receive")?.[1] ?? 0;
  if (length > 0) made.style.setProperty("--wait", `${(100 - (100 * Math.min(receive, length)) / length).toFixed(1)}%`);
  return made;
}

/** The end of an address, which tells them apart, and the rest of it. */
function nameOf(url: string): [string, string] {
  const found = /^(?:\w+:\/\/)?([^/?#]*)([^?#]*)(\?[^#]*)?/.exec(url);
  const [, host = "", path = "", query = ""] = found ?? [];
  const parts = path.split("/").filter(Boolean);
  const name = `${parts.pop() ?? "/"}${query}`;
  return [name, `${host}${parts.length ? `/${parts.join("/")}` : ""}`];
}

function detailOf(request: Request, pieces: Piece[]): HTMLElement {
  const { method, url, status, failure, requestBody, responseBody, bodyOmitted } = request;
  const head = el("p", { class: "detail-title" }, el("b", {}, method), ` ${url}`);
  const general: [string, string][] = [
    ["Status", failure || (status ? String(status) : "pending when the recording ended")],
    ["Took", msText(request.duration)],
    ["Type", request.type],
    ["Size", bytesText(request.size)],
    ["Asked by", request.initiator],
    ["Redirected from", request.redirectedFrom],
  ];
  return el(
    "div",
    {},
    head,
    ...table("General", general.filter(([, value]) => value)),
    ...code("Request body", pretty(requestBody)),
    ...code("Response body", pretty(responseBody) || (bodyOmitted ? WHY[bodyOmitted] ?? "" : "")),
    ...table("Messages", pieces.filter((each) => each.url === url).slice(0, 200).map(({ kind, data, bytes }) => [kind, data ?? bytesText(bytes)])),
    ...table("Response headers", request.responseHeaders),
    ...table("Request headers", request.requestHeaders),
    ...table("Timing", request.timing.map(([name, ms]) => [PHASES[name] ?? name, msText(ms)])),
  );
}

const WHY: Record<string, string> = {
  "too large": "Not recorded: it is larger than 256 KB.",
  gone: "Not recorded: the page had gone on before it could be read.",
  mask: "Not recorded: it may hold what must be masked, in a form that is not known.",
  page: "In the recording, and left out of this page to keep it small.",
};

function pretty(body: string | undefined): string {
  if (!body || body.length > 200_000) return body ?? "";
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
