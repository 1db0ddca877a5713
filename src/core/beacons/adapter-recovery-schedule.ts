/** Remedies for a deaf radio, mildest first. `give-up` leaves the fault to the supervisor. */
export const RECOVERY_STEPS = [
  'rescan',
  'reset-adapter',
  'rebind-usb',
  'restart-process',
  'give-up',
] as const;
export type Remedy = (typeof RECOVERY_STEPS)[number];

export interface SilenceLimits {
  /** A radio without any advert for this long counts as deaf, in ms. */
  readonly anyMs: number;
  /**
   * A radio without its canary's advert for this long counts as deaf, in ms, despite other adverts. Absent without a
   * canary.
   */
  readonly canaryMs?: number;
  /** Time to wait for the effect of a remedy, in ms. */
  readonly remedyMs: number;
}

/** Within this time, every store hears at least one radio, day or night. */
const ANY_MS = 60_000;
/** Canary limit, as a number of canary intervals: three lost adverts in a row are no coincidence. */
const CANARY_INTERVALS = 3;
/** Smallest canary limit, in ms. At 1 % loss, a canary that sends every second loses two adverts in a row every day. */
const CANARY_LEAST_MS = 6_000;
/** A controller needs up to three seconds for a reset, and a process up to two seconds for a restart. */
const REMEDY_MS = 8_000;

export function silenceLimits(canaryIntervalMs: number | undefined): SilenceLimits {
  if (canaryIntervalMs === undefined) return { anyMs: ANY_MS, remedyMs: REMEDY_MS };
  const canaryMs = Math.max(CANARY_LEAST_MS, CANARY_INTERVALS * canaryIntervalMs);
  return { anyMs: ANY_MS, canaryMs, remedyMs: Math.max(REMEDY_MS, canaryMs) };
}

/**
 * Detects a radio that stops hearing without an error, and picks the next remedy. While silence lasts, each remedy is
 * stronger than the one before. When the radio hears again, remedies start from the mildest. Times come from any clock
 * that never jumps.
 */
export class AdapterRecoverySchedule {
  readonly #limits: SilenceLimits;
  readonly #remedies: readonly Remedy[];
  #heardMs: number;
  #canaryMs: number;
  #everHeard = false;
  #everCanary = false;
  #rung = 0;
  #triedMs = Number.NEGATIVE_INFINITY;

  /** `remedies`: the `RECOVERY_STEPS` that this radio supports. */
  constructor(limits: SilenceLimits, nowMs: number, remedies: readonly Remedy[] = RECOVERY_STEPS) {
    this.#limits = limits;
    this.#remedies = remedies;
    this.#heardMs = nowMs;
    this.#canaryMs = nowMs;
  }

  /**
   * Call when a new radio process has started. Measures silence from `nowMs`. The next remedy stays the same, because
   * the process has not heard anything yet.
   */
  begin(nowMs: number): void {
    this.#everHeard = false;
    this.#everCanary = false;
    this.#heardMs = nowMs;
    this.#canaryMs = nowMs;
    this.#triedMs = nowMs;
  }

  acceptAdvert(nowMs: number, isCanary: boolean): void {
    this.#heardMs = nowMs;
    this.#everHeard = true;
    if (isCanary) {
      this.#canaryMs = nowMs;
      this.#everCanary = true;
    }
    if (!this.isDeaf(nowMs)) this.#rung = 0;
  }

  /** Returns true when the radio is not deaf and has heard an advert: that of its canary, if it has one. */
  isHearing(nowMs: number): boolean {
    const proved = this.#limits.canaryMs === undefined ? this.#everHeard : this.#everCanary;
    return proved && !this.isDeaf(nowMs);
  }

  isDeaf(nowMs: number): boolean {
    const { anyMs, canaryMs } = this.#limits;
    if (nowMs - this.#heardMs > anyMs) return true;
    return canaryMs !== undefined && nowMs - this.#canaryMs > canaryMs;
  }

  /** Returns the remedy to try now; undefined for none. */
  tick(nowMs: number): Remedy | undefined {
    if (!this.isDeaf(nowMs)) return undefined;
    if (nowMs - this.#triedMs < this.#limits.remedyMs) return undefined;
    const remedy = this.#remedies[Math.min(this.#rung, this.#remedies.length - 1)];
    this.#rung++;
    this.#triedMs = nowMs;
    return remedy;
  }
}
