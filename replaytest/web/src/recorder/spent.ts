// How long the recorder has kept this document's scripts waiting. With each batch Python is
// told, which has a page rest that gives the recorder too much to do (capture/budget.py).

const clock = performance.now.bind(performance);

let within = false;
let total = 0;

/** Begin something of ours; what it returns is for `leave`. */
export function enter(): number {
  if (within) return -1; // it is part of what takes its time already
  within = true;
  return clock();
}

export function leave(entered: number): void {
  if (entered < 0) return;
  within = false;
  total += clock() - entered;
}

/** Return the milliseconds since it was asked last, whole ones. */
export function spent(): number {
  const whole = Math.floor(total);
  total -= whole;
  return whole;
}
