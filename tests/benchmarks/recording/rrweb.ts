// rrweb as it is, with our transport: no mask, no patches, nothing of ours beside it.

import { record } from "@rrweb/record";
import { begin } from "./begin";

begin((transport) => {
  record({
    emit: (event) => transport.push(event, true),
    recordAfter: "DOMContentLoaded",
    recordCrossOriginIframes: true,
    sampling: { mousemove: 50, mousemoveCallback: 250, scroll: 100 },
  });
}, { everyFrame: false });
