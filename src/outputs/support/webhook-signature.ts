import { createHmac } from 'node:crypto';

const PREFIX = 'whsec_';

/** Returns the key from a secret in the form of Standard Webhooks (`whsec_` and Base64). Throws for any other form. */
export function decodeSecret(text: string): Buffer {
  const key = Buffer.from(text.startsWith(PREFIX) ? text.slice(PREFIX.length) : '', 'base64');
  if (key.length < 24 || key.length > 64)
    throw new Error(`a webhook secret is ${PREFIX} and 24 to 64 bytes as base64`);
  return key;
}

export interface SignedBody {
  /** Id of the message. All attempts to send it use the same id. */
  readonly id: string;
  /** Time of this attempt, in seconds since 1970. */
  readonly timestampS: number;
  readonly body: string;
}

/**
 * Returns the headers of one attempt, with one signature per key. While a secret is being replaced, there are two keys.
 */
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
