import { X509Certificate } from 'node:crypto';
import { readCredentials } from '../../files/read-secrets.ts';
import type { BrokerCredentials } from '../../ports/broker-credentials.ts';
import type { EnrollReply, EnrollRequest } from '../../ports/enrollment.ts';
import {
  ENROLLMENT_CONTRACT,
  enrollRequest,
  enrollTopics,
  MAX_ENROLL_BYTES,
} from '../../ports/enrollment.ts';
import type { GatewayPlace } from '../../ports/gateway-name.ts';
import { gatewayName, LONGEST_GATEWAY_NAME } from '../../ports/gateway-name.ts';
import type { Log } from '../../ports/log.ts';
import type { AuthorityFiles } from './certificate-authority.ts';
import { computeFingerprint, isSignedBy, issue, readCommonName } from './certificate-authority.ts';
import type { CertificateRegistry, Issued } from './certificate-registry.ts';

/** A device from the list of devices that may enroll. */
export interface AllowedDevice {
  readonly serial: string;
  readonly store: string;
  readonly gateway: string;
}

export interface DeviceList {
  readonly rows: readonly AllowedDevice[];
  /** Unusable rows of the list, each with the reason. A device in such a row is refused with this reason. */
  readonly refused: readonly (AllowedDevice & { readonly why: string })[];
}

export interface EnrollmentServerOptions {
  readonly broker: BrokerCredentials & { readonly url: string; readonly clientId: string };
  /** The tenant of all listed devices. Devices of other tenants are refused. */
  readonly tenant: string;
  readonly authority: AuthorityFiles;
  readonly ledger: CertificateRegistry;
  /** Returns the list. Called for every request, so that a new row takes effect immediately. */
  readonly devices: () => DeviceList;
  /**
   * `store/gateway` of boards that were set up again. They may get a new certificate with the claim key, although they
   * have a valid one.
   */
  readonly again: ReadonlySet<string>;
  readonly days: number;
  readonly now: () => number;
  readonly log: Log;
}

export interface Enroller {
  close(): Promise<void>;
}

/** Largest number of requests per minute. It limits the damage of a stolen claim key. */
const MOST_A_MINUTE = 60;
/** For this long after its first certificate, a board may request another with its claim key. */
const GRACE_MS = 24 * 3_600_000;

type Refusal = { readonly refused: string; readonly later: boolean };

/** Starts a server for devices that request their first certificate or a renewal. */
export async function openEnrollmentServer(parts: EnrollmentServerOptions): Promise<Enroller> {
  const { connectAsync } = await import('mqtt');
  const { url, clientId } = parts.broker;
  const client = await connectAsync(url, {
    ...{ clientId, protocolVersion: 5, clean: true, reconnectPeriod: 2_000 },
    ...readCredentials(parts.broker),
    resubscribe: true,
  });
  client.on('error', (error) => parts.log.warn({ err: error }, 'the broker was lost'));
  const desk = new CertificateIssuer(parts);
  client.on('message', (topic, payload) => {
    void desk.answer(topic, payload).then((answer) => {
      if (answer !== undefined) client.publish(answer.topic, JSON.stringify(answer.reply), { qos: 1 });
    });
  });
  await client.subscribeAsync('lintel/v2/+/+/+/enroll/request', { qos: 1 });
  return { close: () => client.endAsync(true) };
}

/** Decides on requests one after the other, because a decision depends on the certificates issued before. */
export class CertificateIssuer {
  readonly #parts: EnrollmentServerOptions;
  readonly #askedAt: number[] = [];
  #last: Promise<unknown> = Promise.resolve();

  constructor(parts: EnrollmentServerOptions) {
    this.#parts = parts;
  }

  /**
   * Decides on a request and returns the reply with its topic. Returns undefined when the message is not a valid
   * request: then there is no known sender to reply to. Never rejects.
   */
  answer(topic: string, payload: Uint8Array): Promise<{ topic: string; reply: EnrollReply } | undefined> {
    const answered = this.#last
      .then(() => this.#answer(topic, payload))
      .catch((error: unknown) => {
        this.#parts.log.error({ err: error }, 'a request for a certificate could not be answered');
        return undefined;
      });
    this.#last = answered;
    return answered;
  }

  async #answer(
    topic: string,
    payload: Uint8Array,
  ): Promise<{ topic: string; reply: EnrollReply } | undefined> {
    const device = deviceOf(topic);
    const request = decodeRequest(payload);
    if (device === undefined || request === undefined) return undefined;
    const refusal = this.#isFlooded()
      ? { refused: 'too many ask at once', later: true }
      : await this.#findRefusal(device, request);
    const certificate = refusal === undefined ? await this.#issue(device, request) : null;
    const verdict = refusal ?? { refused: null, later: false };
    const reply: EnrollReply = {
      contract: ENROLLMENT_CONTRACT,
      requestId: request.requestId,
      certificate,
      ...verdict,
    };
    this.#parts.log.info({ ...device, refused: verdict.refused }, 'asked for a certificate');
    return { topic: enrollTopics(device).reply, reply };
  }

  #isFlooded(): boolean {
    const now = this.#parts.now();
    while ((this.#askedAt[0] ?? now) < now - 60_000) this.#askedAt.shift();
    if (this.#askedAt.length >= MOST_A_MINUTE) return true;
    this.#askedAt.push(now);
    return false;
  }

  /** Returns why the device must not get a certificate, or undefined when it may. */
  async #findRefusal(device: GatewayPlace, request: EnrollRequest): Promise<Refusal | undefined> {
    const { ledger, again, now } = this.#parts;
    const { store, gateway } = device;
    const stranger = this.#findStranger(device, request.serial);
    if (stranger !== undefined) return stranger;
    if ((await readCommonName(request.csr)) !== gatewayName(device))
      return { refused: 'the request is damaged, not P-256, or for another name', later: false };
    const valid = ledger.valid(device, now());
    const { csr, signature } = request;
    const isRenewal =
      signature !== undefined && valid.some(({ certificate }) => isSignedBy(certificate, csr, signature));
    if (isRenewal || again.has(`${store}/${gateway}`) || valid.every((issued) => this.#mayBeLost(issued)))
      return undefined;
    return {
      refused: `${store}/${gateway} has a certificate already: start the enroller with --allow-reenroll ${store}/${gateway}`,
      later: true,
    };
  }

  /** Returns why the board with this serial number must not use this name, or undefined when it may. */
  #findStranger(device: GatewayPlace, serial: string): Refusal | undefined {
    const { store, gateway } = device;
    const { rows, refused } = this.#parts.devices();
    const name = gatewayName(device);
    if (device.tenant !== this.#parts.tenant)
      return { refused: `this server enrols devices of tenant '${this.#parts.tenant}'`, later: false };
    if (name.length > LONGEST_GATEWAY_NAME)
      return { refused: `${name} is longer than ${LONGEST_GATEWAY_NAME} characters`, later: false };
    const isIts = (row: AllowedDevice) => row.serial.toLowerCase() === serial.toLowerCase();
    if (rows.some((row) => isIts(row) && row.store === store && row.gateway === gateway)) return undefined;
    const faulty = refused.find((row) => isIts(row) || (row.store === store && row.gateway === gateway));
    const why = faulty === undefined ? '' : `: ${faulty.why}`;
    return {
      refused: `board ${serial} is not in the list of devices as ${store}/${gateway}${why}`,
      later: true,
    };
  }

  /** Returns true for a recent first certificate: the device may never have received it. */
  #mayBeLost({ at, renewal }: Issued): boolean {
    return !renewal && this.#parts.now() - Date.parse(at) < GRACE_MS;
  }

  async #issue(device: GatewayPlace, { csr, serial, signature }: EnrollRequest): Promise<string> {
    const { authority, days, ledger, now } = this.#parts;
    const { tenant, store, gateway } = device;
    const subject = `/O=${tenant}/OU=${store}/CN=${gatewayName(device).replaceAll('/', '\\/')}`;
    const certificate = await issue(authority, { csr, subject, days });
    ledger.add({
      ...{ at: new Date(now()).toISOString(), tenant, store, gateway, serial },
      renewal: signature !== undefined,
      fingerprint: computeFingerprint(certificate),
      until: new X509Certificate(certificate).validToDate.toISOString(),
      certificate,
    });
    return certificate;
  }
}

/**
 * Returns the device that a request topic names. Each topic level must be a valid id: other characters could change the
 * subject of a certificate.
 */
function deviceOf(topic: string): GatewayPlace | undefined {
  const match = /^lintel\/v2\/([a-z0-9-]{1,63})\/([a-z0-9-]{1,63})\/([a-z0-9-]{1,63})\/enroll\/request$/.exec(
    topic,
  );
  const [, tenant, store, gateway] = match ?? [];
  return tenant === undefined || store === undefined || gateway === undefined
    ? undefined
    : { tenant, store, gateway };
}

function decodeRequest(payload: Uint8Array): EnrollRequest | undefined {
  if (payload.length > MAX_ENROLL_BYTES) return undefined;
  try {
    return enrollRequest.safeParse(JSON.parse(Buffer.from(payload).toString())).data;
  } catch {
    return undefined;
  }
}
