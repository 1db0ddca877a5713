/** Undefined means no answer: a sensor is down or has not reported yet. */
export type Truth = boolean | undefined;

/** Returns false if any part is false; otherwise undefined if any is undefined. */
export function allTrue(truths: readonly Truth[]): Truth {
  if (truths.includes(false)) return false;
  return truths.includes(undefined) ? undefined : true;
}

/** Returns true if any part is true; otherwise undefined if any is undefined. */
export function anyTrue(truths: readonly Truth[]): Truth {
  if (truths.includes(true)) return true;
  return truths.includes(undefined) ? undefined : false;
}

export function negate(truth: Truth): Truth {
  return truth === undefined ? undefined : !truth;
}
