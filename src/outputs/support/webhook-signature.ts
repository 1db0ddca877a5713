import { createHmac } from 'node:crypto';

const PREFIX = 'whsec_';

/** Decodes a secret in the notation of Standard Webhooks to its key. Throws when it has another form. */
export function decodeSecret(text: string): Buffer {
  const key = Buffer.from(text.startsWith(PREFIX) ? text.slice(PREFIX.length) : '', 'base64');
  if (key.length < 24 || key.length > 64)
    throw new Error(`a webhook secret is ${PREFIX} and 24 to 64 bytes as base64`);
  return key;
}

export interface SignedBody {
  /** Id of the message. It stays the same over all attempts. */
  readonly id: string;
  /** Time of this attempt, in seconds since 1970. */
  readonly timestampS: number;
  readonly body: string;
}

/** Headers of one attempt. During the replacement of a secret there are several keys, with one signature each. */
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
