// Bundle src/recorder.ts and src/viewer.ts into ../static, with the notices of everything
// in the lock. Run by build_hook.py; `npm run build` by hand is the same.
// node build.mjs [FOLDER [readable]]
import { build } from "esbuild";
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { patchRrweb } from "./rrweb_patches.mjs";

const [, , OUT = "../static", readable] = process.argv;
// Tools of the build itself; nothing of them is in the bundle.
const NOT_BUNDLED = /^(esbuild|typescript|@esbuild\/.*)$/;

const common = {
  outdir: OUT,
  bundle: true,
  minify: !readable,
  target: "es2020",
  legalComments: "none", // third_party.txt has them all
  logLevel: "warning",
};

const patched = {
  name: "patched-rrweb",
  setup(b) {
    b.onLoad({ filter: /@rrweb[/\\]record[/\\]dist[/\\]record\.js$/ }, ({ path }) => ({
      contents: patchRrweb(readFileSync(path, "utf8")),
      loader: "js",
    }));
  },
};

await build({
  ...common,
  entryPoints: ["src/recorder.ts"],
  // The init script is one function body; script.py calls what this leaves behind.
  format: "iife",
  globalName: "replaytestRecorder",
  plugins: [patched],
  // rrweb shall use the page's own functions as they were, and print nothing.
  define: {
    "Date.now": "nativeNow",
    setTimeout: "nativeSetTimeout",
    clearTimeout: "nativeClearTimeout",
    requestAnimationFrame: "nativeRequestAnimationFrame",
    ...Object.fromEntries(
      ["log", "warn", "error", "debug", "info"].map((name) => [`console.${name}`, "quiet"]),
    ),
  },
  inject: ["src/recorder/for_rrweb.ts"],
});

// With one letter beyond ASCII Chromium has two bytes for each on its way to the page and
// in V8, which takes twice as long to parse it. Strings, patterns and templates, where such
// letters stand, may have them escaped.
const recorder = join(OUT, "recorder.js");
const escaped = (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
writeFileSync(recorder, readFileSync(recorder, "utf8").replace(/[^\x00-\x7f]/g, escaped));

// rrweb warns of each style sheet it cannot parse; whoever looks at a page cannot mend it.
await build({ ...common, entryPoints: ["src/viewer.ts"], format: "iife", drop: ["console"] });
await build({ ...common, entryPoints: ["src/site.ts"], format: "iife" });

// rrweb's packages publish no LICENSE file and have other packages inlined, so the
// notices come from the lock, and missing texts from licenses/.
const lock = JSON.parse(readFileSync("package-lock.json", "utf8"));
const notices = Object.entries(lock.packages)
  .filter(([path, entry]) => path && !entry.dev && !entry.optional)
  .map(([path, entry]) => ({ path, name: path.replace(/^.*node_modules\//, ""), ...entry }))
  .filter(({ name }) => !NOT_BUNDLED.test(name))
  .sort((a, b) => a.name.localeCompare(b.name))
  .map(({ path, name, version, license }) => {
    const file = existsSync(path) && readdirSync(path).find((f) => /^licen[cs]e/i.test(f));
    if (!file && !/rrweb|rrdom/.test(name)) throw new Error(`no licence text for ${name}`);
    const source = file ? join(path, file) : "licenses/rrweb.txt";
    return `${name} ${version} (${license})\n\n${readFileSync(source, "utf8").trim()}\n`;
  });
writeFileSync(join(OUT, "third_party.txt"), notices.join(`\n${"-".repeat(72)}\n\n`));
