import type { Remedy, SilenceLimits } from '../../core/beacons/adapter-recovery-schedule.ts';
import {
  AdapterRecoverySchedule,
  RECOVERY_STEPS,
  silenceLimits,
} from '../../core/beacons/adapter-recovery-schedule.ts';
import { GatewayError } from '../../core/model/gateway-error.ts';
import type { EpochMs } from '../../core/model/ids.ts';
import type { BucketKey, FromBle, PseudonymSettings } from '../../ports/ble-channel.ts';
import type { BleAdvert, BleLink, BleOptions } from '../../ports/links.ts';
import type { NearbyScanRequest } from '../../ports/tag-registration.ts';
import type { TagSettings } from '../../ports/tag-registry.ts';
import { findUsbDevice } from './adapter-recovery.ts';
import { BleWorkerClient } from './ble-worker-client.ts';
import type { NearbyScan, NearbyScanner } from './nearby-scan.ts';

export interface BleLinkSettings {
  readonly tags: readonly TagSettings[];
  /** How long pseudonyms live, and who opted out. Absent: they live for 5 minutes, and no visitor opted out. */
  readonly pseudonyms?: PseudonymSettings;
  /** Key of the digests by which registered tags are recognised. */
  readonly tagKeyHex?: string;
  /** Returns the current bucket key. Absent when repeat visitors are not estimated. */
  readonly bucketKey?: () => BucketKey;
  /** Receives reports of tags held near a receiver. */
  readonly near?: NearbyScan;
  /** Age at which a process is replaced, because its library remembers every device it has seen. */
  readonly recycleMs?: number;
  /** Memory (RSS) above which a process is replaced immediately. */
  readonly maxRssBytes?: number;
  /** Longest wait for the process's first heartbeat. */
  readonly startMs?: number;
  /** Longest time between two heartbeats. After that, the process has failed. */
  readonly hangMs?: number;
  /** Called once per process and tag when the tag's resolving key seems to be written in reverse byte order. */
  readonly reversedKey?: (tag: string) => void;
  /** The program of the child process. */
  readonly program?: URL;
  /** How long a radio may receive nothing. Absent: derived from the canary's interval. */
  readonly limits?: SilenceLimits;
  /** How often the link checks for silence and for the age of its process. */
  readonly checkEveryMs?: number;
}

const DEFAULTS = {
  recycleMs: 4 * 3600_000,
  maxRssBytes: 160 * 1024 * 1024,
  startMs: 60_000,
  hangMs: 15_000,
  checkEveryMs: 1_000,
};

/** Largest number of adverts that wait for the reader. If it is stuck for longer, the oldest are dropped. */
const MAX_UNREAD = 20_000;
const PROOF_EVERY_MS = 5_000;
/** A new process that receives nothing for this long is killed, and the old process stays. */
const SUCCESSOR_MS = 20_000;

/** Runs each Bluetooth adapter in a separate process; see `ble-worker.ts` for its output. */
export function createBleLink(settings: BleLinkSettings): BleLink {
  // A new process has a new key, so it must not start before the pseudonyms of the previous process end.
  const recycleMs = Math.max(DEFAULTS.recycleMs, settings.pseudonyms?.epochMs ?? 0);
  const complete = { ...DEFAULTS, recycleMs, ...settings };
  return { adverts: (options, signal) => listen(options, complete, signal) };
}

async function* listen(
  options: BleOptions,
  settings: typeof DEFAULTS & BleLinkSettings,
  signal: AbortSignal,
): AsyncGenerator<BleAdvert> {
  if (signal.aborted) return;
  const receiver = new Receiver(options, settings);
  const stop = () => receiver.end();
  const { sensor } = options;
  const leave = sensor === undefined ? undefined : settings.near?.add(sensor, receiver);
  signal.addEventListener('abort', stop);
  try {
    for (;;) {
      const adverts = await receiver.next();
      if (adverts === undefined) return;
      yield* adverts;
      if (signal.aborted) return;
    }
  } finally {
    signal.removeEventListener('abort', stop);
    leave?.();
    receiver.stop();
  }
}

/** One adapter: its process, the next process during a replacement, and the monitoring of both. */
class Receiver implements NearbyScanner {
  readonly #options: BleOptions;
  readonly #settings: typeof DEFAULTS & BleLinkSettings;
  readonly #ladder: AdapterRecoverySchedule;
  readonly #timer: NodeJS.Timeout;
  #radio: BleWorkerClient;
  #successor: BleWorkerClient | undefined;
  #unread: BleAdvert[] = [];
  readonly #reversed = new Set<string>();
  /** True once the process has sent a message. Until then only the time that its start takes is checked. */
  #isUp = false;
  #provenMs = Number.NEGATIVE_INFINITY;
  /**
   * True while the deaf radio is reported as down. Its adverts are then ignored until the radio works again. Otherwise
   * the gap would look like time without people.
   */
  #isDeafTold = false;
  #ended = false;
  #failure: GatewayError | undefined;
  #wake: () => void = () => undefined;

  constructor(options: BleOptions, settings: typeof DEFAULTS & BleLinkSettings) {
    this.#options = options;
    this.#settings = settings;
    this.#ladder = new AdapterRecoverySchedule(
      settings.limits ?? silenceLimits(options.canary?.intervalMs),
      performance.now(),
      remediesFor(options.adapter),
    );
    this.#radio = this.#fork();
    this.#timer = setInterval(() => this.#watch(), settings.checkEveryMs);
  }

  #fork(): BleWorkerClient {
    const radio: BleWorkerClient = new BleWorkerClient(this.#options, this.#settings, {
      message: (message) => this.#receive(radio, message),
      died: (failure) => this.#mourn(radio, failure),
    });
    return radio;
  }

  async next(): Promise<readonly BleAdvert[] | undefined> {
    while (this.#unread.length === 0 && !this.#ended) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    if (this.#unread.length > 0) {
      const adverts = this.#unread;
      this.#unread = [];
      return adverts;
    }
    if (this.#failure !== undefined) throw this.#failure;
    return undefined;
  }

  /** Only the first reason counts. The reader still gets the adverts that arrived earlier. */
  end(failure?: GatewayError): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#failure = failure;
    this.#wake();
  }

  stop(): void {
    this.end();
    clearInterval(this.#timer);
    this.#radio.kill();
    this.#successor?.kill();
  }

  #receive(radio: BleWorkerClient, message: FromBle): void {
    if (this.#ended) return;
    if (message.kind === 'failed') this.#mourn(radio, new GatewayError(message.code, message.message));
    else if (radio === this.#successor) this.#welcome(radio, message);
    else if (radio === this.#radio) this.#acceptMessage(message);
  }

  listenNear(order: NearbyScanRequest): void {
    this.#radio.send({ kind: 'near', ...order });
  }

  stopNear(): void {
    this.#radio.send({ kind: 'near', keyHex: '', forMs: 0 });
  }

  /** The new process takes over with its first advert, so that the change loses no adverts. */
  #welcome(radio: BleWorkerClient, message: FromBle): void {
    if (message.kind !== 'adverts') return;
    this.#radio.kill();
    this.#radio = radio;
    this.#successor = undefined;
    this.#acceptMessage(message);
  }

  #acceptMessage(message: Exclude<FromBle, { readonly kind: 'failed' }>): void {
    const nowMs = performance.now();
    if (!this.#isUp) this.#ladder.begin(nowMs);
    this.#isUp = true;
    if (message.kind === 'near') {
      this.#settings.near?.publishScan(this.#options.sensor ?? '', message.near);
      return;
    }
    if (message.kind === 'alive') {
      this.#acceptAlive(message, nowMs);
    } else {
      const canary = this.#options.canary?.tag;
      const heardCanary =
        canary !== undefined &&
        message.adverts.some((advert) => advert.kind === 'tag' && advert.tag === canary);
      this.#ladder.acceptAdvert(nowMs, heardCanary);
      if (this.#isDeafTold && !this.#ladder.isHearing(nowMs)) return;
      this.#prove(nowMs);
      this.#unread.push(...message.adverts);
      if (this.#unread.length > MAX_UNREAD) this.#unread.splice(0, this.#unread.length - MAX_UNREAD);
    }
    this.#prove(nowMs);
    this.#wake();
  }

  #acceptAlive(
    { reports, rssBytes, reversedKeys = [] }: Extract<FromBle, { readonly kind: 'alive' }>,
    nowMs: number,
  ): void {
    if (reports > 0) this.#ladder.acceptAdvert(nowMs, false);
    if (rssBytes > this.#settings.maxRssBytes) this.#replace();
    this.#reportReversed(reversedKeys);
  }

  #reportReversed(tags: readonly string[]): void {
    for (const tag of tags) if (!this.#reversed.has(tag)) this.#settings.reversedKey?.(tag);
    for (const tag of tags) this.#reversed.add(tag);
  }

  /**
   * Emits a heartbeat when one is due and the radio receives adverts. Coverage depends on heartbeats, so a deaf radio
   * sends none.
   */
  #prove(nowMs: number): void {
    const isDue = this.#isDeafTold || nowMs - this.#provenMs >= PROOF_EVERY_MS;
    if (!isDue || !this.#ladder.isHearing(nowMs)) return;
    this.#provenMs = nowMs;
    this.#isDeafTold = false;
    this.#unread.push({ kind: 'alive', at: Date.now() as EpochMs });
  }

  #mourn(radio: BleWorkerClient, failure: GatewayError): void {
    if (radio === this.#successor) this.#successor = undefined;
    else if (radio === this.#radio) this.end(failure);
  }

  #watch(): void {
    const nowMs = performance.now();
    if (this.#successor !== undefined && this.#successor.ageMs > SUCCESSOR_MS) {
      this.#successor.kill();
      this.#successor = undefined;
    }
    if (this.#radio.ageMs > this.#settings.recycleMs) this.#replace();
    const remedy = this.#isUp ? this.#ladder.tick(nowMs) : undefined;
    if (remedy === undefined) return;
    if (remedy !== 'rescan') this.#reportDeaf();
    if (remedy === 'give-up') this.end(this.#deaf());
    else if (remedy === 'restart-process') this.#restart();
    else this.#radio.send({ kind: remedy });
  }

  #reportDeaf(): void {
    if (this.#isDeafTold) return;
    this.#isDeafTold = true;
    this.#unread.push({ kind: 'deaf', at: Date.now() as EpochMs });
    this.#wake();
  }

  /**
   * Starts the new process. Both processes receive for a moment, as they share the controller. The old one is later
   * killed, not closed: closing would stop the shared scan.
   */
  #replace(): void {
    this.#successor ??= this.#fork();
  }

  #restart(): void {
    this.#radio.kill();
    this.#successor?.kill();
    this.#successor = undefined;
    this.#isUp = false;
    this.#radio = this.#fork();
  }

  #deaf(): GatewayError {
    const { adapter, canary } = this.#options;
    const what = canary === undefined ? 'any radio' : `its canary '${canary.tag}'`;
    return new GatewayError(
      'LINK_SILENT',
      `'${adapter}' no longer hears ${what}, and rescan, reset, re-bind and restart did not help: ` +
        `check the canary's battery, then unplug the dongle or power-cycle the gateway`,
    );
  }
}

/** Leaves out the step that simulates unplugging (`rebind-usb`) when the controller is not on USB. */
function remediesFor(adapter: string): readonly Remedy[] {
  return findUsbDevice(adapter) === undefined
    ? RECOVERY_STEPS.filter((remedy) => remedy !== 'rebind-usb')
    : RECOVERY_STEPS;
}
