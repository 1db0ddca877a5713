import { z } from 'zod';
import { CONTRACT_VERSION } from './contract.ts';

/**
 * How a device gets a certificate of its own and renews it, over the broker. The key is made on the device and never
 * leaves it. Requests go to `lintel/v1/<tenant>/<store>/<gateway>/enrol`, answers to `…/enrolled`.
 */
const pem = z.string().min(1).max(8_000);

export const enrolRequest = z.strictObject({
  contract: z.literal(CONTRACT_VERSION),
  requestId: z.string().regex(/^[\w-]{8,64}$/),
  /** Of the board: it must stand in the list of devices. */
  serial: z.string().min(1).max(64),
  /** PKCS #10 (RFC 2986), PEM, common name = gateway. */
  csr: pem,
  /** Base64 ECDSA-SHA256 over the request, by the key of the certificate in use: a renewal. */
  signature: z.string().max(200).optional(),
});
export type EnrolRequest = z.output<typeof enrolRequest>;

export const enrolReply = z.union([
  z.strictObject({ contract: z.literal(CONTRACT_VERSION), requestId: z.string(), certificate: pem }),
  z.strictObject({
    contract: z.literal(CONTRACT_VERSION),
    requestId: z.string(),
    refused: z.string().max(300),
    /** Asking again later may help. */
    later: z.boolean(),
  }),
]);
export type EnrolReply = z.output<typeof enrolReply>;

/** Longest message of either kind. */
export const MAX_ENROL_BYTES = 16_384;

export function enrolTopics({ tenant, store, gateway }: { tenant: string; store: string; gateway: string }) {
  const root = `lintel/v1/${tenant}/${store}/${gateway}`;
  return { request: `${root}/enrol`, reply: `${root}/enrolled` };
}
