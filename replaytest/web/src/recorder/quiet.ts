// What rrweb would print to the page's console: see build.mjs.
export function quiet(..._: unknown[]): void {}
