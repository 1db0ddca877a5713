import type { TagRegistration, TagRegistrationStatus } from '../../ports/console/console-devices.ts';
import type { NearbyScanResult, NearReceivers } from '../../ports/tag-registration.ts';

/** Time for a person to walk to a receiver and hold the tag to it. */
const LISTEN_MS = 90_000;
/** Time for a person to choose a name for the tag that was found. */
const NAMING_MS = 5 * 60_000;

export interface TagRegistrationOptions {
  /** Returns the receivers of the running gateway; undefined when no gateway runs. */
  readonly receivers: () => NearReceivers | undefined;
  /** Returns the key that tag digests are made with. Creates it at the first call. */
  readonly keyHex: () => string;
  /** Adds an entry to the privacy log. `by` is the console session that caused it. */
  readonly audit: (what: 'began' | 'found', by: string) => void;
  /** Returns the monotonic time in ms. */
  readonly nowMs: () => number;
}

interface Listening {
  readonly by: string;
  readonly near: Map<string, NearbyScanResult['radios']>;
  untilMs: number;
  found: TagRegistrationStatus['found'];
  timer: NodeJS.Timeout;
}

/** Searches for a tag that a person holds to a receiver. Stops when it is found, at the latest after LISTEN_MS. */
export class TagRegistrationService implements TagRegistration {
  readonly #parts: TagRegistrationOptions;
  #listening: Listening | undefined;

  constructor(parts: TagRegistrationOptions) {
    this.#parts = parts;
  }

  state(): TagRegistrationStatus | null {
    const listening = this.#listening;
    if (listening === undefined) return null;
    const leftMs = Math.max(0, listening.untilMs - this.#parts.nowMs());
    const receivers = [...listening.near].map(([receiver, radios]) => ({ receiver, radios }));
    return { endsInSeconds: Math.ceil(leftMs / 1000), receivers, found: listening.found };
  }

  begin(by: string): TagRegistrationStatus | 'no-receiver' {
    this.end();
    const receivers = this.#parts.receivers();
    if (receivers === undefined) return 'no-receiver';
    const listening: Listening = { by, near: new Map(), found: null, ...this.#until(LISTEN_MS) };
    const order = { keyHex: this.#parts.keyHex(), forMs: LISTEN_MS };
    const count = receivers.listenNear(order, (sensor, near) => this.#acceptScan(listening, sensor, near));
    if (count === 0) {
      clearTimeout(listening.timer);
      return 'no-receiver';
    }
    this.#listening = listening;
    this.#parts.audit('began', by);
    return this.state() ?? 'no-receiver';
  }

  end(): void {
    const listening = this.#listening;
    this.#listening = undefined;
    if (listening === undefined) return;
    clearTimeout(listening.timer);
    this.#parts.receivers()?.stopNear();
  }

  /**
   * Takes the result of a scan. Ends the search when a tag is found, because nothing about other radios may be
   * collected any longer.
   */
  #acceptScan(listening: Listening, sensor: string, { radios, found }: NearbyScanResult): void {
    if (this.#listening !== listening || listening.found !== null) return;
    listening.near.set(sensor, radios);
    if (found === null) return;
    this.#parts.receivers()?.stopNear();
    clearTimeout(listening.timer);
    Object.assign(listening, { found: { ...found, receiver: sensor }, ...this.#until(NAMING_MS) });
    this.#parts.audit('found', listening.by);
  }

  #until(forMs: number): { readonly untilMs: number; readonly timer: NodeJS.Timeout } {
    const timer = setTimeout(() => this.end(), forMs).unref();
    return { untilMs: this.#parts.nowMs() + forMs, timer };
  }
}
