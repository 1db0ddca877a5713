/** `unknown`: this device offers no information, and no action is needed. */
export type Severity = 'ok' | 'warning' | 'fault' | 'unknown';

/** One result of the doctor. `action` is the fix, when one is needed. */
export interface Finding {
  /** The checked item, e.g. `temperature` or `sensor door-counter`. */
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
