import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/** OWASP's parameters for scrypt: N = 2^17, r = 8, p = 1. One hash takes 128 MB and about 0.3 s. */
const COST = { N: 131_072, r: 8, p: 1, maxmem: 256 * 1024 * 1024 };
const KEY_BYTES = 32;
const LINE = /^(\S{1,200}) scrypt:([A-Za-z0-9_-]{22}):([A-Za-z0-9_-]{43})$/;

export interface PasswordLine {
  readonly salt: Buffer;
  readonly key: Buffer;
}

/** Passwords are hashed one after the other, because ten at the same time would take more than 1 GB. */
let last: Promise<unknown> = Promise.resolve();

function derive(password: string, salt: Buffer): Promise<Buffer> {
  const next = last.then(
    () =>
      new Promise<Buffer>((resolve, reject) => {
        scrypt(password.normalize('NFKC'), salt, KEY_BYTES, COST, (error, key) =>
          error === null ? resolve(key) : reject(error),
        );
      }),
  );
  last = next.catch(() => undefined);
  return next;
}

export async function passwordLine(person: string, password: string): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(password, salt);
  return `${person} scrypt:${salt.toString('base64url')}:${key.toString('base64url')}`;
}

/**
 * Parses the password file into lines by person. Skips empty lines and lines that begin with #. Throws with the line's
 * number when a line is malformed.
 */
export function parsePasswords(text: string): ReadonlyMap<string, PasswordLine> {
  const lines = text.split('\n').map((line, index) => ({ line: line.trim(), at: index + 1 }));
  const kept = lines.filter(({ line }) => line !== '' && !line.startsWith('#'));
  return new Map(
    kept.map(({ line, at }) => {
      const [, person, salt, key] = LINE.exec(line) ?? [];
      if (person === undefined || salt === undefined || key === undefined)
        throw new Error(`line ${at} is no line of \`lintel fleet password\`: make it anew`);
      return [person, { salt: Buffer.from(salt, 'base64url'), key: Buffer.from(key, 'base64url') }];
    }),
  );
}

const NOBODY: PasswordLine = { salt: Buffer.alloc(16), key: Buffer.alloc(KEY_BYTES) };

/**
 * Returns whether the password is right. For an unknown person this takes equally long, so that the time reveals no
 * names.
 */
export async function isPassword(
  people: ReadonlyMap<string, PasswordLine>,
  person: string,
  password: string,
): Promise<boolean> {
  const { salt, key } = people.get(person) ?? NOBODY;
  return timingSafeEqual(await derive(password, salt), key) && people.has(person);
}
