/** `unknown`: the device does not provide this information, and no action is needed. */
export type Severity = 'ok' | 'warning' | 'fault' | 'unknown';

/** One result of the doctor. `action` says what to do about it; absent when nothing is to be done. */
export interface Finding {
  /** Name of the check, e.g. `temperature` or `sensor door-counter`. */
  readonly check: string;
  readonly verdict: Severity;
  readonly found: string;
  readonly action?: string;
}

export function ok(check: string, found: string): Finding {
  return { check, verdict: 'ok', found };
}

export function unknown(check: string, found: string): Finding {
  return { check, verdict: 'unknown', found };
}

export function warning(check: string, found: string, action: string): Finding {
  return { check, verdict: 'warning', found, action };
}

export function fault(check: string, found: string, action: string): Finding {
  return { check, verdict: 'fault', found, action };
}
