import { createHmac } from 'node:crypto';

const PREFIX = 'whsec_';

/** The key of a secret as Standard Webhooks write it. Throws where it is none. */
export function decodeSecret(text: string): Buffer {
  const key = Buffer.from(text.startsWith(PREFIX) ? text.slice(PREFIX.length) : '', 'base64');
  if (key.length < 24 || key.length > 64)
    throw new Error(`a webhook secret is ${PREFIX} and 24 to 64 bytes as base64`);
  return key;
}

export interface SignedBody {
  /** Stays the same over all attempts. */
  readonly id: string;
  /** Seconds since 1970, of this attempt. */
  readonly timestampS: number;
  readonly body: string;
}

/** The headers of one attempt; with several secrets one signature each, while a secret is being replaced. */
export function signatureHeaders(
  { id, timestampS, body }: SignedBody,
  keys: readonly Buffer[],
): Record<string, string> {
  const signed = `${id}.${timestampS}.${body}`;
  const signatures = keys.map((key) => `v1,${createHmac('sha256', key).update(signed).digest('base64')}`);
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestampS),
    'webhook-signature': signatures.join(' '),
  };
}
