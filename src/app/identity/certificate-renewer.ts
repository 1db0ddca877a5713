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
  /** Receives events about failures, for the cloud and the console. */
  readonly event: (event: Json) => void;
}

/** A certificate is renewed after this share of its life. The last third is left for further attempts. */
const RENEW_AFTER_SHARE = 2 / 3;
const LOOK_EVERY_MS = 3_600_000;
/**
 * First and longest wait between attempts, in ms. The wait is random, because many certificates of a fleet expire at
 * the same time.
 */
const FIRST_RETRY_MS = 15_000;
const MAX_RETRY_MS = 3_600_000;

/** Gets a certificate for the device with the claim certificate, and renews it while the program runs. */
export class CertificateRenewer {
  readonly #parts: CertificateRenewerOptions;
  #failures = 0;
  #lastFailure = '';

  constructor(parts: CertificateRenewerOptions) {
    this.#parts = parts;
  }

  /** Resolves when the device has a certificate. Then renews it in the background until aborted. */
  async start(signal: AbortSignal): Promise<void> {
    while (!signal.aborted && this.#parts.slots.current() === undefined) {
      if (!(await this.renew())) await this.#sleep(this.#retryMs(), signal);
    }
    void this.#keep(signal);
  }

  /** Returns a sentence about the present state for `lintel status`. */
  detail(): string {
    const { serial } = this.#parts;
    return `board ${serial} waits for a certificate of its own${this.#lastFailure === '' ? '' : `: ${this.#lastFailure}`}`;
  }

  /** Returns when the certificate must be renewed (epoch ms). Undefined when there is no certificate. */
  dueAt(): number | undefined {
    const own = this.#parts.slots.current();
    return own && own.validFrom + (own.validTo - own.validFrom) * RENEW_AFTER_SHARE;
  }

  /**
   * Tries once to get a certificate. Resolves to true on success. Until the broker has accepted the new certificate,
   * the old one stays in use.
   */
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

  /** Tries once. Resolves to the reason for a failure, or to undefined when the new certificate is in use. */
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

  /** Deletes the claim when the device has its certificate. With the claim, another person could enroll devices. */
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
    // Logs only the first of consecutive failures.
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
