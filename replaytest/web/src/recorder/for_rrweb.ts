// What build.mjs puts in the place of globals that rrweb uses.
export {
  cancel as nativeClearTimeout,
  later as nativeSetTimeout,
  nextFrame as nativeRequestAnimationFrame,
  now as nativeNow,
} from "./natives";

/** A test that counts console messages must not see rrweb's. */
export function quiet(..._: unknown[]): void {}
