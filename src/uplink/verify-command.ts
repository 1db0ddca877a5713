import type { KeyObject } from 'node:crypto';
import { verify } from 'node:crypto';
import type { CommandMessage, CommandRefusal } from '../ports/messages/command.ts';
import {
  COMMANDS,
  commandMessage,
  LONGEST_COMMAND_BYTES,
  LONGEST_COMMAND_LIFE_MS,
} from '../ports/messages/command.ts';
import type { UplinkIdentity } from '../ports/uplink.ts';

export interface VerifyOptions {
  readonly identity: UplinkIdentity;
  /**
   * Public key that verifies commands. Undefined: commands need no signature, and any client that may publish to the
   * topic may send them.
   */
  readonly key: KeyObject | undefined;
  readonly nowMs: number;
}

export type Reading =
  | { readonly message: CommandMessage }
  | { readonly refused: CommandRefusal; readonly id: string | null };

/** Refuses unknown fields: otherwise a gateway would carry out only a part of a newer command. */
const STRICT_COMMAND = commandMessage.strict();

const ID = /^[\w.-]{1,64}$/;
const SETS_SETTINGS = /^\w*(settings?|config(uration)?)$/i;

/**
 * Parses and verifies a message of the command topic. Returns the command, or the reason for refusing it. Never throws.
 */
export function verifyCommand(text: string, parts: VerifyOptions): Reading {
  if (Buffer.byteLength(text) > LONGEST_COMMAND_BYTES) return { refused: 'oversized', id: null };
  const opened = openEnvelope(parseObject(text), parts.key);
  if ('refused' in opened) return opened;
  const { body } = opened;
  const id = typeof body['id'] === 'string' && ID.test(body['id']) ? body['id'] : null;
  const parsed = STRICT_COMMAND.safeParse(body);
  if (!parsed.success) return { refused: refusalOfKind(kindOf(body)), id };
  const refused = refusalOf(parsed.data, parts);
  return refused === undefined ? { message: parsed.data } : { refused, id };
}

type Fields = Readonly<Record<string, unknown>>;

function refusalOf(message: CommandMessage, { identity, nowMs }: VerifyOptions): CommandRefusal | undefined {
  const { to: receiver, expiresAt } = message;
  const { tenant, store, gateway } = identity;
  if (receiver !== `${tenant}/${store}/${gateway}`) return 'wrong-gateway';
  const leftMs = Date.parse(expiresAt) - nowMs;
  if (leftMs < 0) return 'expired';
  if (leftMs > LONGEST_COMMAND_LIFE_MS) return 'expires-too-late';
  return message.command.ranges.some(([from, to]) => from > to) ? 'malformed' : undefined;
}

function refusalOfKind(kind: string | undefined): CommandRefusal {
  if (kind === undefined || Object.hasOwn(COMMANDS, kind)) return 'malformed';
  // Remote settings need a signed settings document, or a technician. A command cannot change them.
  return SETS_SETTINGS.test(kind) ? 'not-settable-remotely' : 'unknown-command';
}

function kindOf({ command }: Fields): string | undefined {
  const kind =
    typeof command === 'object' && command !== null && 'kind' in command ? command.kind : undefined;
  return typeof kind === 'string' ? kind : undefined;
}

/**
 * Returns the content of a signed envelope. The signature is checked on the payload as received, without encoding it
 * again.
 */
function openEnvelope(
  outer: Fields | undefined,
  key: KeyObject | undefined,
): { readonly body: Fields } | { readonly refused: CommandRefusal; readonly id: null } {
  if (outer === undefined) return { refused: 'malformed', id: null };
  if (key === undefined) return { body: outer };
  const { protected: header, payload, signature } = outer;
  if (typeof header !== 'string' || typeof payload !== 'string' || typeof signature !== 'string') {
    return { refused: 'unsigned', id: null };
  }
  const body = parseObject(decode(payload).toString());
  const isGood =
    parseObject(decode(header).toString())?.['alg'] === 'EdDSA' &&
    verify(null, Buffer.from(`${header}.${payload}`), key, decode(signature));
  if (!isGood) return { refused: 'bad-signature', id: null };
  return body === undefined ? { refused: 'malformed', id: null } : { body };
}

function decode(base64Url: string): Buffer {
  return Buffer.from(base64Url, 'base64url');
}

function parseObject(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Fields)
      : undefined;
  } catch {
    return undefined;
  }
}
