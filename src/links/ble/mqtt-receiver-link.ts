import { AdapterRecoverySchedule, silenceLimits } from '../../core/beacons/adapter-recovery-schedule.ts';
import { GatewayError } from '../../core/model/gateway-error.ts';
import type { EpochMs } from '../../core/model/ids.ts';
import type { BucketKey, PseudonymSettings } from '../../ports/ble-channel.ts';
import type {
  BleAdvert,
  MqttInLink,
  MqttMessage,
  MqttReceiver,
  MqttReceiverLink,
  MqttReceiverOptions,
} from '../../ports/links.ts';
import type { TagSettings } from '../../ports/tag-registry.ts';
import { createMqttLink } from '../mqtt/mqtt-link.ts';
import { BoundedQueue } from '../support/bounded-queue.ts';
import { AdvertProcessor } from './advert-processor.ts';
import { readEspresense, readTheengs } from './external-adverts.ts';
import type { NearbyScan, NearbyScanner } from './nearby-scan.ts';
import { readSatelliteKey, SatelliteDecoder } from './satellite-protocol.ts';

export interface MqttReceiverSettings {
  readonly tags: readonly TagSettings[];
  readonly pseudonyms?: PseudonymSettings;
  /** Key of the digests by which registered tags are recognised. */
  readonly tagKeyHex?: string;
  /** Returns the current bucket key. Absent when repeat visitors are not estimated. */
  readonly bucketKey?: () => BucketKey;
  /** Receives reports of tags held near a receiver. */
  readonly near?: NearbyScan;
  readonly mqttIn?: MqttInLink;
}

const MAX_UNREAD = 20_000;
const SECOND_MS = 1_000;
const PROOF_EVERY_MS = 5_000;
/** Time without adverts after which the link reconnects. It cannot reset a receiver elsewhere in the store. */
const GIVE_UP_MS = 45_000;

/** Converts one message into adverts. Returns undefined for an unknown message. */
type Read = (message: MqttMessage, nowMs: number) => readonly BleAdvert[] | undefined;

/**
 * Link to receivers elsewhere in the store that publish on a local broker. As in a radio process, no address leaves
 * this link.
 */
export function createMqttReceiverLink(settings: MqttReceiverSettings): MqttReceiverLink {
  return { adverts: (options, signal) => listen(options, settings, signal) };
}

async function* listen(
  options: MqttReceiverOptions,
  settings: MqttReceiverSettings,
  signal: AbortSignal,
): AsyncGenerator<BleAdvert> {
  const stop = new AbortController();
  const ends = AbortSignal.any([signal, stop.signal]);
  const hearing = new AdvertProcessor(settings.tags, {
    unknownRadios: options.unknownRadios ?? true,
    ...(settings.pseudonyms && { pseudonyms: settings.pseudonyms }),
    ...(settings.tagKeyHex !== undefined && { tagKeyHex: settings.tagKeyHex }),
    ...(settings.bucketKey && { bucketKey: settings.bucketKey }),
    ...(options.insideDbm !== undefined && { insideDbm: options.insideDbm }),
  });
  const watch = new Watch(options, hearing);
  const { sensor, device } = options;
  const { near } = settings;
  const timer = setInterval(() => {
    watch.second();
    const held = hearing.takeNear(Date.now());
    if (held !== undefined && sensor !== undefined) near?.publishScan(sensor, held);
  }, SECOND_MS);
  // A satellite sends tags by id and unknown radios by pseudonym, so a new tag cannot be registered with it.
  const hasIdentities = sensor !== undefined && device.kind !== 'satellite';
  const leave = hasIdentities ? near?.add(sensor, earOf(hearing)) : undefined;
  const messages = (settings.mqttIn ?? createMqttLink()).messages(
    { ...options.broker, topics: topicsOf(options.device) },
    ends,
  );
  void follow(messages, readerOf(options.device, hearing), watch);
  try {
    for (let batch = await watch.inbox.next(); batch !== undefined; batch = await watch.inbox.next()) {
      yield* batch;
    }
  } finally {
    clearInterval(timer);
    leave?.();
    stop.abort();
    hearing.destroy();
  }
}

function earOf(hearing: AdvertProcessor): NearbyScanner {
  return {
    listenNear: (order) => hearing.listenNear(order, Date.now()),
    stopNear: () => hearing.listenNear({ keyHex: '', forMs: 0 }, Date.now()),
  };
}

async function follow(messages: AsyncIterable<MqttMessage>, read: Read, watch: Watch): Promise<void> {
  try {
    for await (const message of messages) if (message.retained !== true) watch.acceptMessage(message, read);
    watch.inbox.end();
  } catch (error) {
    watch.inbox.end(error instanceof Error ? error : new Error(String(error)));
  }
}

/**
 * Collects adverts, and detects a deaf receiver. Any message shows that the receiver runs. Only an advert of the
 * canary, if there is one, shows that it receives.
 */
class Watch {
  readonly inbox = new BoundedQueue<BleAdvert>(MAX_UNREAD);
  readonly #options: MqttReceiverOptions;
  readonly #hearing: AdvertProcessor;
  readonly #ladder: AdapterRecoverySchedule;
  #provenMs = Number.NEGATIVE_INFINITY;
  #deafSinceMs: number | undefined;

  constructor(options: MqttReceiverOptions, hearing: AdvertProcessor) {
    this.#options = options;
    this.#hearing = hearing;
    this.#ladder = new AdapterRecoverySchedule(silenceLimits(options.canary?.intervalMs), performance.now());
  }

  acceptMessage(message: MqttMessage, read: Read): void {
    const adverts = read(message, Date.now());
    if (adverts === undefined) return;
    const canary = this.#options.canary?.tag;
    const isCanary = adverts.some((advert) => advert.kind === 'tag' && advert.tag === canary);
    this.#ladder.acceptAdvert(performance.now(), isCanary);
    for (const advert of adverts) this.inbox.put(advert);
  }

  second(): void {
    const nowMs = performance.now();
    for (const radio of this.#hearing.takeRadios(Date.now())) this.inbox.put(radio);
    if (this.#ladder.isDeaf(nowMs)) {
      this.#deafSinceMs ??= nowMs;
      if (nowMs - this.#deafSinceMs > GIVE_UP_MS) this.inbox.end(this.#deaf());
      return;
    }
    this.#deafSinceMs = undefined;
    // A satellite sends its own heartbeats: its radio process knows whether it receives.
    if (this.#options.device.kind === 'satellite') return;
    if (nowMs - this.#provenMs < PROOF_EVERY_MS || !this.#ladder.isHearing(nowMs)) return;
    this.#provenMs = nowMs;
    this.inbox.put({ kind: 'alive', at: Date.now() as EpochMs });
  }

  #deaf(): GatewayError {
    const { canary, device } = this.#options;
    const what = canary === undefined ? 'anything' : `its canary '${canary.tag}'`;
    return new GatewayError(
      'LINK_SILENT',
      `nothing says any more that the receiver on '${device.topic}' hears ${what}: check its power and network` +
        `${canary === undefined ? '' : ', and the canary’s battery'}`,
    );
  }
}

function topicsOf(device: MqttReceiver): string[] {
  switch (device.kind) {
    case 'espresense':
      return [`${device.topic}/devices/+/${device.room}`, `${device.topic}/rooms/${device.room}/telemetry`];
    case 'theengs':
      return [`${device.topic}/BTtoMQTT/#`, `${device.topic}/SYStoMQTT`];
    case 'satellite':
      return [device.topic];
  }
}

function readerOf(device: MqttReceiver, hearing: AdvertProcessor): Read {
  if (device.kind === 'satellite') {
    const inbox = new SatelliteDecoder(readSatelliteKey(device.keyFile), device.topic);
    return ({ payload }, nowMs) => inbox.open(Buffer.from(payload).toString(), nowMs);
  }
  const isDevice = device.kind === 'espresense' ? '/devices/' : '/BTtoMQTT/';
  const read = device.kind === 'espresense' ? readEspresense : readTheengs;
  return ({ topic, payload }, nowMs) => {
    if (!topic.startsWith(device.topic + isDevice)) return [];
    const advert = read(Buffer.from(payload).toString());
    if (advert === undefined) return undefined;
    hearing.foreign(advert, nowMs);
    return hearing.takeTags();
  };
}
