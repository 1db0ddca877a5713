import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/** OWASP's choice for scrypt: 2^17 × 8 × 1, 128 MB for a third of a second. */
const COST = { N: 131_072, r: 8, p: 1, maxmem: 256 * 1024 * 1024 };
const KEY_BYTES = 32;
const LINE = /^(\S{1,200}) scrypt:([A-Za-z0-9_-]{22}):([A-Za-z0-9_-]{43})$/;

export interface PasswordLine {
  readonly salt: Buffer;
  readonly key: Buffer;
}

/** Hashes one password at a time: ten at once would take a gigabyte. */
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

/** The line of a file of passwords for this person. */
export async function passwordLine(person: string, password: string): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(password, salt);
  return `${person} scrypt:${salt.toString('base64url')}:${key.toString('base64url')}`;
}

/** By person. Throws with the number of the line that is none; empty lines and those that begin with # are left out. */
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

/** Takes as long for a person that is not there. */
export async function isPassword(
  people: ReadonlyMap<string, PasswordLine>,
  person: string,
  password: string,
): Promise<boolean> {
  const { salt, key } = people.get(person) ?? NOBODY;
  return timingSafeEqual(await derive(password, salt), key) && people.has(person);
}
