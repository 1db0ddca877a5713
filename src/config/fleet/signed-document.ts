import type { KeyObject } from 'node:crypto';
import { createPublicKey } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, FlattenedSign, flattenedVerify } from 'jose';
import type { DesiredMessage } from '../../ports/messages/desired.ts';
import { DESIRED_TYPE, desiredMessage } from '../../ports/messages/desired.ts';
import { MOST_MESSAGE_BYTES } from '../../ports/messages/fields.ts';

/** Why the gateway refuses a text as a settings document from head office. */
export type DocumentFault = 'oversized' | 'malformed' | 'unsigned' | 'unknown-key' | 'bad-signature';

export type OpenedDocument = { readonly message: DesiredMessage } | { readonly refused: DocumentFault };

/** Refuses unknown fields: otherwise an older gateway would apply only a part of a newer document. */
const STRICT = desiredMessage.strict();

/** Signs the document with Ed25519, as a flattened JWS (RFC 7515, section 7.2.2). */
export async function signDocument(message: DesiredMessage, privateKey: KeyObject): Promise<string> {
  const kid = await findKeyId(createPublicKey(privateKey));
  const bytes = new TextEncoder().encode(JSON.stringify(message));
  const signing = new FlattenedSign(bytes).setProtectedHeader({ alg: 'EdDSA', typ: DESIRED_TYPE, kid });
  return JSON.stringify(await signing.sign(privateKey));
}

/** Returns the document if one of the keys signed it, otherwise why it is refused. Never rejects. */
export async function openDocument(text: string, keys: readonly KeyObject[]): Promise<OpenedDocument> {
  if (Buffer.byteLength(text) > MOST_MESSAGE_BYTES) return { refused: 'oversized' };
  try {
    return await verify(text, keys);
  } catch {
    // The text is nested so deeply that the parser throws.
    return { refused: 'malformed' };
  }
}

async function verify(text: string, keys: readonly KeyObject[]): Promise<OpenedDocument> {
  const jws = parseJson(text);
  if (jws === undefined) return { refused: 'malformed' };
  const { protected: header, payload, signature } = jws;
  if (typeof header !== 'string' || typeof payload !== 'string' || typeof signature !== 'string')
    return { refused: 'unsigned' };
  const { kid, typ } = parseJson(Buffer.from(header, 'base64url').toString()) ?? {};
  const ids = await Promise.all(keys.map(findKeyId));
  const key = keys[ids.indexOf(String(kid))];
  if (key === undefined) return { refused: 'unknown-key' };
  if (typ !== DESIRED_TYPE) return { refused: 'bad-signature' };
  const signed = { protected: header, payload, signature };
  const opened = await flattenedVerify(signed, key, { algorithms: ['EdDSA'] }).catch(() => undefined);
  if (opened === undefined) return { refused: 'bad-signature' };
  const message = STRICT.safeParse(parseJson(Buffer.from(opened.payload).toString()));
  return message.success ? { message: message.data } : { refused: 'malformed' };
}

/** Identifies a key by its JWK thumbprint (RFC 7638). */
export async function findKeyId(publicKey: KeyObject): Promise<string> {
  return await calculateJwkThumbprint(await exportJWK(publicKey));
}

/**
 * Returns all public keys in a PEM text. There are two while one key is being replaced by another. Throws when the text
 * is not PEM.
 */
export function parsePublicKeys(pem: string): KeyObject[] {
  const blocks = pem.match(/-----BEGIN PUBLIC KEY-----[^-]+-----END PUBLIC KEY-----/g) ?? [];
  const keys = blocks.map((block) => createPublicKey(block));
  if (keys.length === 0 || keys.some((key) => key.asymmetricKeyType !== 'ed25519'))
    throw new TypeError('it has no Ed25519 public key in PEM form');
  return keys;
}

function parseJson(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    return undefined;
  }
}
