import { z } from 'zod';

/** Contract version of the enrollment messages only. It has not changed with the other messages. */
export const ENROLLMENT_CONTRACT = 'lintel/1';

/**
 * Enrollment: how a device gets and renews its own certificate through the broker. The private key is made on the
 * device and never leaves it. Requests go to `lintel/v2/<tenant>/<store>/<gateway>/enroll/request`, responses to
 * `…/enroll/response`.
 */
const pem = z.string().min(1).max(8_000);
const contract = z.literal(ENROLLMENT_CONTRACT).meta({ title: 'Contract' });
const requestId = z
  .string()
  .regex(/^[\w-]{8,64}$/)
  .meta({ title: 'Request', description: 'The answer carries the same.' });

export const enrollRequest = z
  .strictObject({
    contract,
    requestId,
    serial: z
      .string()
      .min(1)
      .max(64)
      .meta({ title: 'Board', description: 'Serial number: it must stand in the list of devices.' }),
    csr: pem.meta({
      title: 'Signing request',
      description:
        'PKCS #10 (RFC 2986), PEM, a P-256 key made on the device, common name `tenant/store/gateway`.',
    }),
    signature: z.string().max(200).optional().meta({
      title: 'Signature',
      description: 'Base64 ECDSA-SHA256 over `csr` by the key of the certificate in use: a renewal.',
    }),
  })
  .meta({
    title: 'EnrolRequest',
    description: 'A device asks for its first certificate, or for a new one.',
  });
export type EnrollRequest = z.output<typeof enrollRequest>;

export const enrollReply = z
  .strictObject({
    contract,
    requestId,
    certificate: pem.nullable().meta({ title: 'Certificate', description: 'PEM; null when it was refused.' }),
    refused: z
      .string()
      .max(300)
      .nullable()
      .meta({ title: 'Refused', description: 'Why; null when it was not.' }),
    later: z.boolean().meta({ title: 'Later', description: 'Asking again later may help.' }),
  })
  .meta({ title: 'EnrolReply', description: 'The answer to an EnrolRequest.' });
export type EnrollReply = z.output<typeof enrollReply>;

/** Longest request or response. */
export const MAX_ENROLL_BYTES = 16_384;

export function enrollTopics({ tenant, store, gateway }: { tenant: string; store: string; gateway: string }) {
  const root = `lintel/v2/${tenant}/${store}/${gateway}`;
  return { request: `${root}/enroll/request`, reply: `${root}/enroll/response` };
}
