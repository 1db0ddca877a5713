/** Remedies for a radio that has gone deaf, mildest first; `give-up` goes to the supervisor. */
export const RECOVERY_STEPS = [
  'rescan',
  'reset-adapter',
  'rebind-usb',
  'restart-process',
  'give-up',
] as const;
export type Remedy = (typeof RECOVERY_STEPS)[number];

export interface SilenceLimits {
  /** No advert at all for this long is silence. */
  readonly anyMs: number;
  /**
   * Without a canary's advert for this long, the radio counts as deaf, despite other adverts. Absent without a
   * canary.
   */
  readonly canaryMs?: number;
  /** How long a remedy is given to work. */
  readonly remedyMs: number;
}

/** A store always has some radio within this time, day or night. */
const ANY_MS = 60_000;
/** Three lost in a row are no coincidence. */
const CANARY_INTERVALS = 3;
/** Two lost at one in a hundred are still likely in a day: never less than this. */
const CANARY_LEAST_MS = 6_000;
/** A controller is back from a reset within three seconds, a process within two. */
const REMEDY_MS = 8_000;

export function silenceLimits(canaryIntervalMs: number | undefined): SilenceLimits {
  if (canaryIntervalMs === undefined) return { anyMs: ANY_MS, remedyMs: REMEDY_MS };
  const canaryMs = Math.max(CANARY_LEAST_MS, CANARY_INTERVALS * canaryIntervalMs);
  return { anyMs: ANY_MS, canaryMs, remedyMs: Math.max(REMEDY_MS, canaryMs) };
}

/**
 * Watches a radio that may stop hearing without a word, and says which remedy is next. Steps up while silence goes on;
 * a remedy that worked starts the ladder anew. Times are of any clock that does not jump.
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

  /** `remedies`: those of `REMEDIES` that can be tried on this radio. */
  constructor(limits: SilenceLimits, nowMs: number, remedies: readonly Remedy[] = RECOVERY_STEPS) {
    this.#limits = limits;
    this.#remedies = remedies;
    this.#heardMs = nowMs;
    this.#canaryMs = nowMs;
  }

  /**
   * A new radio process is up: silence counts from here. The schedule stays at its step, because nothing is proved
   * yet.
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

  /** Hears, and has heard what proves it: its canary, where it has one. */
  isHearing(nowMs: number): boolean {
    const proved = this.#limits.canaryMs === undefined ? this.#everHeard : this.#everCanary;
    return proved && !this.isDeaf(nowMs);
  }

  isDeaf(nowMs: number): boolean {
    const { anyMs, canaryMs } = this.#limits;
    if (nowMs - this.#heardMs > anyMs) return true;
    return canaryMs !== undefined && nowMs - this.#canaryMs > canaryMs;
  }

  /** The remedy to try now, if any. */
  tick(nowMs: number): Remedy | undefined {
    if (!this.isDeaf(nowMs)) return undefined;
    if (nowMs - this.#triedMs < this.#limits.remedyMs) return undefined;
    const remedy = this.#remedies[Math.min(this.#rung, this.#remedies.length - 1)];
    this.#rung++;
    this.#triedMs = nowMs;
    return remedy;
  }
}
