// Bundles a recorder of this folder, with the transport of ours. It is in no wheel.
// node build.mjs WEB_FOLDER ENTRY OUT_FILE
import { join } from "node:path";
import { createRequire } from "node:module";

const [, , web, entry, out] = process.argv;
const { build } = createRequire(join(web, "package.json"))("esbuild");

await build({
  entryPoints: [entry],
  outfile: out,
  bundle: true,
  minify: true,
  target: "es2020",
  format: "iife",
  logLevel: "warning",
  alias: { replaytest: join(web, "src", "recorder") },
  nodePaths: [join(web, "node_modules")],
});
