// What build.mjs puts in the place of globals that rrweb uses, and what rrweb_patches.mjs
// has it call.
export {
  eachBelow,
  cancel as nativeClearTimeout,
  later as nativeSetTimeout,
  nextFrame as nativeRequestAnimationFrame,
  now as nativeNow,
  soon as nativeQueueMicrotask,
} from "./natives";
export { AddedNodes } from "./added";
export { outermost } from "./kinds";
export { inTurn, postpone, postponed, settle, settledAt } from "./postponed";
export { readAhead, textRead } from "./reading";
export { enter, leave } from "./spent";
export { watchCalls, watchDeclarations, watchDefinitions, watchSetter, watchSheets } from "./calls";

/** A test that counts console messages must not see rrweb's. */
export function quiet(..._: unknown[]): void {}
