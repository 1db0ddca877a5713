import { setTimeout as sleep } from 'node:timers/promises';
import { GatewayError } from '../../core/model/gateway-error.ts';
import { readFirstLine } from '../../files/read-secrets.ts';
import type { OnvifBatch, OnvifLink, OnvifOptions } from '../../ports/camera-link.ts';
import type { SignIn } from './soap.ts';
import { ask, findText } from './soap.ts';

const DEVICE = 'http://www.onvif.org/ver10/device/wsdl';
const EVENTS = 'http://www.onvif.org/ver10/events/wsdl';
const NOTIFICATION = 'http://docs.oasis-open.org/wsn';
const ANSWER_MS = 10_000;
/** When nothing happens, the camera still answers after this many seconds. */
const PULL_S = 10;
const MOST_MESSAGES = 100;
/** How long the camera keeps events while the gateway does not ask for them. */
const KEEPS_S = 600;
const RETRY_MS = 1_000;
const MOST_LEFT = 4;
/** After this long without an answer, the connection counts as lost. */
const AWAY_MS = 120_000;

export interface OnvifSettings {
  /** How often a pull point is renewed. */
  readonly renewMs?: number;
}

/** Reads a camera's events through a pull point. In a short outage, the camera keeps the pull point and its events. */
export function createOnvifLink({ renewMs = 300_000 }: OnvifSettings = {}): OnvifLink {
  return {
    async *batches(options, signal) {
      const camera = new PullPoint(options, signal, renewMs);
      await camera.open();
      try {
        while (!signal.aborted) yield* await camera.next();
      } finally {
        await camera.close();
      }
    },
  };
}

class PullPoint {
  readonly #url: string;
  readonly #signIn: SignIn | undefined;
  readonly #signal: AbortSignal;
  readonly #renewMs: number;
  #clockAheadMs = 0;
  #eventsUrl = '';
  #address = '';
  /** Addresses of replaced pull points, which may still contain events. */
  #left: readonly string[] = [];
  #renewedMs = 0;
  #answeredMs = performance.now();

  constructor({ url, username, passwordFile }: OnvifOptions, signal: AbortSignal, renewMs: number) {
    this.#url = url;
    this.#signal = signal;
    this.#renewMs = renewMs;
    this.#signIn =
      username === undefined
        ? undefined
        : { username, password: passwordFile === undefined ? '' : firstLine(passwordFile) };
  }

  async open(): Promise<void> {
    const url = this.#url;
    const time = await this.#ask(
      url,
      `${DEVICE}/GetSystemDateAndTime`,
      `<GetSystemDateAndTime xmlns="${DEVICE}"/>`,
    );
    this.#clockAheadMs = clockOf(time) - Date.now();
    const body = `<GetServices xmlns="${DEVICE}"><IncludeCapability>false</IncludeCapability></GetServices>`;
    const services = await this.#ask(url, `${DEVICE}/GetServices`, body);
    this.#eventsUrl = this.#reachable(eventsAddress(services) ?? url);
    await this.#subscribe();
  }

  /** Waits for the events since the last call. Returns no events after a failure that may pass. */
  async next(): Promise<readonly OnvifBatch[]> {
    try {
      await this.#renewWhenDue();
      const left = await this.#empty();
      const batch = left ?? (await this.#pull(PULL_S, this.#address));
      this.#answeredMs = performance.now();
      return [batch];
    } catch (error) {
      // The camera has restarted and has forgotten its pull point.
      if (isFault(error)) await this.#subscribe().catch(() => undefined);
      const isFinal = !(error instanceof GatewayError) || error.code !== 'LINK_LOST';
      if (this.#signal.aborted) return [];
      if (isFinal || performance.now() - this.#answeredMs > AWAY_MS) throw error;
      await sleep(RETRY_MS, undefined, { signal: this.#signal }).catch(() => undefined);
      return [];
    }
  }

  async close(): Promise<void> {
    if (this.#address === '') return;
    const action = `${NOTIFICATION}/bw-2/SubscriptionManager/UnsubscribeRequest`;
    const body = `<Unsubscribe xmlns="${NOTIFICATION}/b-2"/>`;
    await this.#ask(this.#address, action, body, { signal: AbortSignal.timeout(1_000) }).catch(
      () => undefined,
    );
  }

  async #subscribe(): Promise<void> {
    const action = `${EVENTS}/EventPortType/CreatePullPointSubscriptionRequest`;
    const body =
      `<CreatePullPointSubscription xmlns="${EVENTS}">` +
      `<InitialTerminationTime>PT${KEEPS_S}S</InitialTerminationTime></CreatePullPointSubscription>`;
    const address = findText(await this.#ask(this.#eventsUrl, action, body), 'Address');
    if (address === undefined) throw new GatewayError('LINK_LOST', 'the camera gave no pull point');
    this.#address = this.#reachable(address);
    this.#renewedMs = performance.now();
  }

  /**
   * Renews the pull point when it is due. If the camera refuses, a new pull point takes over before the old one is
   * emptied. Both may then contain the same events.
   */
  async #renewWhenDue(): Promise<void> {
    if (performance.now() - this.#renewedMs < this.#renewMs) return;
    const action = `${NOTIFICATION}/bw-2/SubscriptionManager/RenewRequest`;
    const body = `<Renew xmlns="${NOTIFICATION}/b-2"><TerminationTime>PT${KEEPS_S}S</TerminationTime></Renew>`;
    try {
      await this.#ask(this.#address, action, body);
      this.#renewedMs = performance.now();
    } catch (error) {
      if (!isFault(error)) throw error;
      const old = this.#address;
      await this.#subscribe();
      this.#left = [...this.#left, old].slice(-MOST_LEFT);
    }
  }

  /** Returns events from a replaced pull point. Undefined when all replaced pull points are empty. */
  async #empty(): Promise<OnvifBatch | undefined> {
    for (const address of this.#left) {
      const batch = await this.#pull(0, address).catch((error: unknown) => {
        if (isFault(error)) return undefined;
        throw error;
      });
      if (batch?.xml.includes('NotificationMessage') === true) return batch;
      this.#left = this.#left.filter((each) => each !== address);
    }
    return undefined;
  }

  async #pull(timeoutS: number, address: string): Promise<OnvifBatch> {
    const action = `${EVENTS}/PullPointSubscription/PullMessagesRequest`;
    const body =
      `<PullMessages xmlns="${EVENTS}"><Timeout>PT${timeoutS}S</Timeout>` +
      `<MessageLimit>${MOST_MESSAGES}</MessageLimit></PullMessages>`;
    const xml = await this.#ask(address, action, body, { patienceMs: timeoutS * 1_000 + ANSWER_MS });
    return { xml, clockAheadMs: this.#clockAheadMs };
  }

  #ask(
    url: string,
    action: string,
    body: string,
    { signal = this.#signal, patienceMs = ANSWER_MS } = {},
  ): Promise<string> {
    const [signIn, clockAheadMs] = [this.#signIn, this.#clockAheadMs];
    return ask({ url, action, body, signIn, clockAheadMs, patienceMs }, signal);
  }

  /**
   * Cameras report addresses that may be valid only in their own network. Keep the path, but use the host from the
   * settings.
   */
  #reachable(address: string): string {
    const [own, given] = [new URL(this.#url), URL.parse(address)];
    if (given === null) return this.#url;
    given.host = own.host;
    given.protocol = own.protocol;
    return given.href;
  }
}

/** Returns whether the camera itself refused. Otherwise the connection broke before the camera could answer. */
function isFault(error: unknown): boolean {
  return error instanceof GatewayError && error.code === 'LINK_LOST' && error.cause === undefined;
}

function firstLine(path: string): string {
  try {
    return readFirstLine(path);
  } catch (error) {
    throw new GatewayError('LINK_NOT_FOUND', `the file ${path} cannot be read`, error);
  }
}

/** Returns the camera's UTC time. Without it in the answer, returns the gateway's time. */
function clockOf(xml: string): number {
  const utc = xml.slice(xml.search(/<(?:[\w-]+:)?UTCDateTime/));
  const read = (name: string) => Number(findText(utc, name));
  const ms = Date.UTC(
    read('Year'),
    read('Month') - 1,
    read('Day'),
    read('Hour'),
    read('Minute'),
    read('Second'),
  );
  return Number.isFinite(ms) ? ms : Date.now();
}

function eventsAddress(xml: string): string | undefined {
  const at = xml.indexOf(`${EVENTS}<`);
  return at < 0 ? undefined : findText(xml.slice(at), 'XAddr');
}
