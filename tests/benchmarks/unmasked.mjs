// Builds the recorder with a mask that lets everything through, for masking.py alone.
// node unmasked.mjs WEB_FOLDER OUT_FILE
import { join } from "node:path";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [, , web, out] = process.argv;
const { build } = createRequire(join(web, "package.json"))("esbuild");
const { patchRrweb } = await import(pathToFileURL(join(web, "rrweb_patches.mjs")));

const STUB = `
export class Mask {
  problems = [];
  fileNames = false;
  honoursDoNotTrack = false;
  event = (event) => event;
  foreign = (event) => event;
  allows = () => true;
  ignores = () => false;
  hidesKeys = () => true;
  short = true;
  learn() {}
  nodes = {
    isInChoice: () => false,
    waysOf: () => () => "hide",
    hide: (text) => text,
    hideInCss: (text) => text,
    text: (text) => text,
    plainText: (text) => text,
    tree: (node) => node,
    alone: (node) => ({ ...node, childNodes: [] }),
  };
  scopes = { of: () => ({ blocked: false }), below: (scope) => scope, speaksOf: () => false };
}`;

await build({
  entryPoints: [join(web, "src/recorder.ts")],
  outfile: out,
  bundle: true,
  minify: true,
  target: "es2020",
  format: "iife",
  globalName: "replaytestRecorder",
  logLevel: "warning",
  inject: [join(web, "src/recorder/for_rrweb.ts")],
  define: { "Date.now": "nativeNow", setTimeout: "nativeSetTimeout", clearTimeout: "nativeClearTimeout", requestAnimationFrame: "nativeRequestAnimationFrame" },
  plugins: [
    {
      name: "unmasked",
      setup(b) {
        b.onLoad({ filter: /recorder[/\\]mask\.ts$/ }, () => ({ contents: STUB, loader: "js" }));
        b.onLoad({ filter: /@rrweb[/\\]record[/\\]dist[/\\]record\.js$/ }, ({ path }) => ({
          contents: patchRrweb(readFileSync(path, "utf8")),
          loader: "js",
        }));
      },
    },
  ],
});
