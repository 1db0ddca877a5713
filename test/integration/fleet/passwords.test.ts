import { expect, it } from 'vitest';
import { isPassword, parsePasswords, passwordLine } from '../../../src/web/fleet/passwords.ts';

it('knows a person by the password of the line, and no other', async () => {
  const people = parsePasswords(`# managers\n\n${await passwordLine('anna', 'Straße 12 am Markt')}\n`);
  // The same letters, written with a combining accent or not, are one password.
  expect(await isPassword(people, 'anna', 'Straße 12 am Markt'.normalize('NFD'))).toBe(true);
  expect(await isPassword(people, 'anna', 'Straße 12 am markt')).toBe(false);
  expect(await isPassword(people, 'ben', 'Straße 12 am Markt')).toBe(false);
});

it.each(['anna', 'anna plain-text', 'anna scrypt:x:y', 'an na scrypt:AAAAAAAAAAAAAAAAAAAAAA:AAAA'])(
  'refuses the line %s by its number',
  (line) => {
    expect(() => parsePasswords(`# people\n${line}`)).toThrow('line 2 is no line');
  },
);
