// Where and when a recorder of this benchmark starts, and how its last batch is fetched.

import { Transport } from "replaytest/transport";

type Binding = (batch: string) => Promise<unknown>;

/** `everyFrame`: also in frames whose parent can see into them. */
export function begin(run: (transport: Transport) => void, { everyFrame }: { everyFrame: boolean }): void {
  if (location.href === "about:blank" || (!everyFrame && isSeenByParent())) return;
  const scope = window as unknown as { __benchmark: Binding; __benchmarkRest: () => string };
  const transport = new Transport(
    (batch) => scope.__benchmark(batch),
    () => {},
    () => {},
  );
  transport.listen();
  scope.__benchmarkRest = () => transport.take();
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", () => run(transport));
  else run(transport);
}

function isSeenByParent(): boolean {
  try {
    return window !== window.parent && Boolean(window.parent.document);
  } catch {
    return false; // of another origin
  }
}
