// What the test has left beside the recording, as links; what pages offered and what was
// chosen for upload, by name. No picture is shown here: pixels are not masked.

import type { Clock } from "../clock";
import { clockText, el } from "../dom";
import type { Exchanged, Attached } from "../heard";
import type { Model } from "../model";
import { bytesText, type Panel } from "./panel";

const KINDS: [RegExp, string][] = [
  [/\.(png|jpe?g|webp)$/i, "Screenshot"],
  [/\.(webm|mp4)$/i, "Video"],
  [/^trace.*\.zip$/i, "Trace"],
];

/** The panel, or none of it where there is nothing to show. */
export function attachmentsPanel(model: Model, clock: Clock): Panel[] {
  const { exchanged } = model.heard;
  // Each of several contexts of a test holds them all.
  const attached = [...new Map(model.heard.attached.map((each) => [each.path, each])).values()];
  if (!attached.length && !exchanged.length) return [];
  let root: HTMLElement | undefined;
  return [
    {
      id: "attachments",
      label: "Attachments",
      count: attached.length + exchanged.length,
      alarms: 0,
      get root() {
        const parts = [...leftBeside(attached), ...exchangedWith(exchanged, clock)];
        root ??= el("div", { class: "sheet", tabindex: "0", role: "group", "aria-label": "Attachments" }, ...parts);
        return root;
      },
      update: () => undefined,
    },
  ];
}

function leftBeside(files: Attached[]): HTMLElement[] {
  const rows = files.map(({ name, path, size }) => {
    const href = hrefOf(path);
    const shown = name || path;
    const link = href ? el("a", { href, target: "_blank", rel: "noopener noreferrer" }, shown) : shown;
    const kind = KINDS.find(([form]) => form.test(shown))?.[1] ?? "File";
    return el("tr", {}, el("th", { scope: "row" }, link), el("td", {}, kind), el("td", {}, bytesText(size)));
  });
  return sheet("Left by the test", ["Name", "Kind", "Size"], rows);
}

function exchangedWith(files: Exchanged[], clock: Clock): HTMLElement[] {
  const rows = files.map(({ name, kind, size, at }) => {
    const time = el("button", { type: "button", class: "link", "aria-label": `Jump to ${clockText(at)}` }, clockText(at));
    time.addEventListener("click", () => {
      clock.pause();
      clock.seek(at);
    });
    const what = kind === "upload" ? "Chosen for upload" : "Offered for download";
    return el("tr", {}, el("th", { scope: "row" }, name || "(not recorded)"), el("td", {}, what), el("td", {}, bytesText(size)), el("td", {}, time));
  });
  return sheet("Files of the pages", ["Name", "Kind", "Size", "Time"], rows);
}

function sheet(title: string, names: string[], rows: HTMLElement[]): HTMLElement[] {
  if (!rows.length) return [];
  const heads = names.map((name) => el("th", { scope: "col" }, name));
  const table = el("table", { class: "pairs attachments" }, el("thead", {}, el("tr", {}, ...heads)), el("tbody", {}, ...rows));
  return [el("h3", {}, title), table];
}

/** A link to a file beside this page; none where the path could lead anywhere else. */
export function hrefOf(path: string): string | undefined {
  // eslint-disable-next-line no-control-regex
  if (!path || /^[/\\]|^[a-z][a-z\d+.-]*:|[\\\u0000-\u001f\u007f]/i.test(path.trim())) return undefined;
  try {
    return path.split("/").map(encodeURIComponent).join("/");
  } catch {
    return undefined; // half a surrogate pair
  }
}
