import { randomUUID } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import type { Json } from '../../core/model/ids.ts';
import type { Clock } from '../../ports/clock.ts';
import type { EnrollReply } from '../../ports/enrollment.ts';
import { ENROLLMENT_CONTRACT } from '../../ports/enrollment.ts';
import { gatewayClientId, gatewayName } from '../../ports/gateway-name.ts';
import type { Log } from '../../ports/log.ts';
import type { UplinkIdentity } from '../../ports/uplink.ts';
import { sendRequest, testCredentials } from '../../uplink/request-response.ts';
import type { CertificateSlots, Identity } from './certificate-slots.ts';
import { makeSigningRequest, signRequest } from './signing-request.ts';

export interface CertificateRenewerOptions {
  readonly slots: CertificateSlots;
  readonly identity: Pick<UplinkIdentity, 'tenant' | 'store' | 'gateway'>;
  readonly serial: string;
  readonly broker: { readonly url: string; readonly caFile?: string };
  readonly claim: { readonly certFile: string; readonly keyFile: string };
  readonly clock: Clock;
  readonly log: Log;
  readonly random: () => number;
  /** Receives events for the cloud and the console. */
  readonly event: (event: Json) => void;
}

/** Share of a certificate's life after which it is renewed. The last third is left for further attempts. */
const RENEW_AFTER_SHARE = 2 / 3;
const LOOK_EVERY_MS = 3_600_000;
/** Limits of the random wait between attempts. They spread a fleet whose certificates were issued together. */
const FIRST_RETRY_MS = 15_000;
const MAX_RETRY_MS = 3_600_000;

/** Gets the device its own certificate with a claim certificate, and renews it as long as the program runs. */
export class CertificateRenewer {
  readonly #parts: CertificateRenewerOptions;
  #failures = 0;
  #lastFailure = '';

  constructor(parts: CertificateRenewerOptions) {
    this.#parts = parts;
  }

  /** Resolves when there is a certificate to connect with. Renews it in the background until aborted. */
  async start(signal: AbortSignal): Promise<void> {
    while (!signal.aborted && this.#parts.slots.current() === undefined) {
      if (!(await this.renew())) await this.#sleep(this.#retryMs(), signal);
    }
    void this.#keep(signal);
  }

  /** A sentence for `lintel status`. */
  detail(): string {
    const { serial } = this.#parts;
    return `board ${serial} waits for a certificate of its own${this.#lastFailure === '' ? '' : `: ${this.#lastFailure}`}`;
  }

  /** When to renew the certificate in use. Undefined when there is none. */
  dueAt(): number | undefined {
    const own = this.#parts.slots.current();
    return own && own.validFrom + (own.validTo - own.validFrom) * RENEW_AFTER_SHARE;
  }

  /** Tries once to get a certificate. The present one stays in use until the broker has accepted the new one. */
  async renew(): Promise<boolean> {
    const { slots, log } = this.#parts;
    const own = slots.current();
    try {
      const refusal = await this.#attempt(own);
      if (refusal === undefined) {
        this.#failures = 0;
        return true;
      }
      this.#failed(refusal, own);
    } catch (error) {
      log.debug({ err: error }, 'no certificate was exchanged');
      this.#failed((error as Error).message, own);
    }
    return false;
  }

  /** Returns the reason of the failure; undefined when the new certificate is in use. */
  async #attempt(own: Identity | undefined): Promise<string | undefined> {
    const { slots, identity, serial, broker, claim, log } = this.#parts;
    const staged = slots.stage();
    const csr = await makeSigningRequest(staged.keyFile, gatewayName(identity));
    const proof = own === undefined ? {} : { signature: signRequest(csr, own.keyFile) };
    const request = {
      contract: ENROLLMENT_CONTRACT,
      requestId: randomUUID(),
      serial,
      csr,
      ...proof,
    } as const;
    const access = { ...broker, ...(own ?? claim), clientId: `${gatewayClientId(identity)}.enrol` };
    const reply: EnrollReply = await sendRequest(access, identity, request);
    if (reply.certificate === null) return reply.refused ?? 'refused without a reason';
    if (!slots.put(staged.slot, reply.certificate)) return 'the certificate that came is for another key';
    const { certFile, keyFile } = staged;
    const trial = `${gatewayClientId(identity)}.trial`;
    if (!(await testCredentials({ ...broker, certFile, keyFile, clientId: trial }))) {
      slots.drop(staged.slot);
      return 'the broker does not accept the new certificate';
    }
    slots.use(staged.slot);
    log.info({ renewal: own !== undefined }, 'this device has a new certificate of its own');
    if (own === undefined) this.#dropClaim();
    return undefined;
  }

  /** Deletes the claim as soon as it is not needed: its holder could enroll other devices. */
  #dropClaim(): void {
    const { keyFile, certFile } = this.#parts.claim;
    if (existsSync(keyFile)) overwrite(keyFile);
    rmSync(keyFile, { force: true });
    rmSync(certFile, { force: true });
  }

  #failed(reason: string, own: Identity | undefined): void {
    const { log, event, clock } = this.#parts;
    this.#failures += 1;
    this.#lastFailure = reason;
    const daysLeft = own === undefined ? 0 : Math.floor((own.validTo - clock.now()) / 86_400_000);
    // Log an outage once, when it begins.
    if (this.#failures > 1) return;
    log.error(
      { reason, daysLeft },
      own === undefined ? 'this device got no certificate yet' : 'renewal failed',
    );
    event({ kind: 'CertificateNotRenewed', reason, daysLeft });
  }

  async #keep(signal: AbortSignal): Promise<void> {
    const { clock } = this.#parts;
    while (!signal.aborted) {
      const due = this.dueAt() ?? 0;
      const wait = clock.now() < due ? LOOK_EVERY_MS : (await this.renew()) ? LOOK_EVERY_MS : this.#retryMs();
      await this.#sleep(wait, signal);
    }
  }

  #retryMs(): number {
    return this.#parts.random() * Math.min(MAX_RETRY_MS, FIRST_RETRY_MS * 2 ** this.#failures);
  }

  async #sleep(durationMs: number, signal: AbortSignal): Promise<void> {
    await this.#parts.clock.sleep(durationMs, signal).catch(() => undefined);
  }
}

function overwrite(path: string): void {
  const file = openSync(path, 'r+');
  try {
    writeSync(file, new Uint8Array(statSync(path).size));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
