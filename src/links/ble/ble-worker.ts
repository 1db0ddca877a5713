/**
 * The radio process. It contains the Bluetooth stack, because its libraries leak memory and crash. It also contains all
 * radio addresses: only ids of registered tags and irreversible pseudonyms leave it.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { GatewayError } from '../../core/model/gateway-error.ts';
import type { FromBle, ToBle } from '../../ports/ble-channel.ts';
import type { BleOptions } from '../../ports/links.ts';
import type { NearbyScanRequest } from '../../ports/tag-registration.ts';
import { checkAdapter, explainFailure } from './adapter-check.ts';
import { powerCycle, powerOn, rebindUsb } from './adapter-recovery.ts';
import { AdvertProcessor } from './advert-processor.ts';
import type { BleScanner } from './noble-scanner.ts';
import { createNobleScanner } from './noble-scanner.ts';

const TAGS_EVERY_MS = 250;
const RADIOS_EVERY_MS = 1_000;
/**
 * Longest wait for the controller after a power switch. The library checks its power once a second, and then
 * initializes it.
 */
const SWITCHED_MS = 6_000;
const LOOK_EVERY_MS = 100;

export interface BleWorkerDependencies {
  readonly check: (options: BleOptions) => GatewayError | undefined;
  readonly createScanner: (options: BleOptions) => BleScanner;
  readonly powerOn: (adapter: string) => Promise<void>;
  readonly powerCycle: (adapter: string) => Promise<void>;
}

const REAL: BleWorkerDependencies = {
  check: checkAdapter,
  createScanner: createNobleScanner,
  powerOn,
  powerCycle,
};

/** Serves the parent process until the parent ends. */
export function serveBleWorker(parts: BleWorkerDependencies = REAL): void {
  let radio: Radio | undefined;
  // The stack writes addresses into its warnings, so drop all of them.
  for (const level of ['log', 'info', 'warn', 'error', 'debug'] as const) console[level] = () => undefined;
  process.on('message', (message: ToBle) => {
    if (message.kind === 'start') radio ??= new Radio(message, parts);
    else if (message.kind === 'near') radio?.listenNear(message);
    else radio?.remedy(message.kind);
  });
  process.on('disconnect', () => process.exit(0));
  process.on('uncaughtException', (error) => radio?.fail(codeOf(error)));
}

function send(message: FromBle): void {
  process.send?.(message, undefined, undefined, () => undefined);
}

class Radio {
  readonly #options: BleOptions;
  readonly #parts: BleWorkerDependencies;
  readonly #hearing: AdvertProcessor;
  #isSwitching = false;
  #scanner: BleScanner | undefined;
  #reports = 0;

  constructor(start: Extract<ToBle, { readonly kind: 'start' }>, parts: BleWorkerDependencies) {
    const { options, tags, pseudonyms, tagKeyHex, bucketKey } = start;
    this.#options = options;
    this.#parts = parts;
    this.#hearing = new AdvertProcessor(tags, {
      unknownRadios: options.unknownRadios ?? true,
      ...(pseudonyms && { pseudonyms }),
      ...(tagKeyHex !== undefined && { tagKeyHex }),
      ...(bucketKey && { bucketKey: () => bucketKey }),
      ...(options.insideDbm !== undefined && { insideDbm: options.insideDbm }),
    });
    const problem = parts.check(options);
    if (problem !== undefined) {
      this.#reportError(problem);
      return;
    }
    setInterval(() => this.#sendTags(), TAGS_EVERY_MS);
    setInterval(() => this.#sendSecond(), RADIOS_EVERY_MS);
    this.#open();
  }

  #open(): void {
    try {
      this.#scanner = this.#parts.createScanner(this.#options);
      this.#scanner.start(
        (address, rssiDbm, data, isRandom) => this.#acceptAdvert(address, rssiDbm, data, isRandom),
        (code) => (code === 'ENETDOWN' ? this.#switch(this.#parts.powerOn) : this.fail(code)),
      );
    } catch (error) {
      this.fail(codeOf(error));
    }
  }

  #frame = new Uint8Array(6 + 255);

  #acceptAdvert(address: Uint8Array, rssiDbm: number, data: Uint8Array, isRandom?: boolean): void {
    this.#reports++;
    if (data.length > 255) return;
    this.#frame.set(address, 0);
    this.#frame.set(data, 6);
    this.#hearing.report(this.#frame, 0, rssiDbm, 6, 6 + data.length, Date.now(), isRandom);
  }

  #sendTags(): void {
    const adverts = this.#hearing.takeTags();
    if (adverts.length > 0) send({ kind: 'adverts', adverts });
    const near = this.#hearing.takeNear(Date.now());
    if (near !== undefined) send({ kind: 'near', near });
  }

  listenNear(order: NearbyScanRequest): void {
    this.#hearing.listenNear(order, Date.now());
  }

  #sendSecond(): void {
    const adverts = this.#hearing.takeRadios(Date.now());
    if (adverts.length > 0) send({ kind: 'adverts', adverts });
    const { malformed, reversedKeys } = this.#hearing;
    const rssBytes = process.memoryUsage.rss();
    send({ kind: 'alive', rssBytes, reports: this.#reports, malformed, reversedKeys });
    this.#reports = 0;
  }

  remedy(kind: Exclude<ToBle['kind'], 'start' | 'near'>): void {
    if (kind === 'rescan') this.#scanner?.rescan();
    else if (kind === 'reset-adapter') {
      this.#scanner?.reset();
      this.#switch(this.#parts.powerCycle);
    } else void rebindUsb(this.#options.adapter);
  }

  /**
   * Switches the power of the adapter by `how`. Meanwhile, an adapter without power is no failure. An adapter that was
   * off before was left so by an interrupted reset: no other program would switch it on.
   */
  #switch(how: (adapter: string) => Promise<void>): void {
    if (this.#isSwitching) return;
    if (!this.#isThere) {
      this.fail('ENODEV');
      return;
    }
    this.#isSwitching = true;
    void this.#switched(how).then((isOn) => {
      this.#isSwitching = false;
      if (isOn) this.#scanner?.rescan();
      else this.fail('ENETDOWN');
    });
  }

  get #isThere(): boolean {
    return this.#parts.check(this.#options) === undefined;
  }

  async #switched(how: (adapter: string) => Promise<void>): Promise<boolean> {
    await how(this.#options.adapter);
    for (let waitedMs = 0; waitedMs < SWITCHED_MS && this.#isThere; waitedMs += LOOK_EVERY_MS) {
      await sleep(LOOK_EVERY_MS);
      if (this.#scanner?.isOn === true) return true;
    }
    return false;
  }

  fail(code: string | undefined): void {
    this.#reportError(explainFailure(code, this.#options.adapter));
  }

  /** Sends only the code and this program's own text: the stack's text may name a device. */
  #reportError({ code, message }: GatewayError): void {
    this.#hearing.destroy();
    process.send?.({ kind: 'failed', code, message } satisfies FromBle, undefined, undefined, () =>
      process.exit(1),
    );
  }
}

function codeOf(error: unknown): string | undefined {
  const { code } = (error ?? {}) as { readonly code?: unknown };
  return typeof code === 'string' && /^[A-Z_0-9]+$/.test(code) ? code : undefined;
}

if (import.meta.main) serveBleWorker();
