import { expect, test } from 'vitest';
import { PairingService } from '../../../src/web/pairing-service.ts';

const address = (n: number) => `192.0.2.${n}`;

test('guessing ends after eight tries for the guesser, even with the right code, and begins again later', () => {
  let nowMs = 0;
  const desk = new PairingService(() => nowMs);
  desk.issue('technician');
  for (let n = 0; n < 8; n++) expect(desk.redeem('0000-0000', address(1)).kind).toBe('refused');
  expect(desk.redeem('0000-0000', address(1)).kind).toBe('wait');
  nowMs = 16 * 60_000;
  expect(desk.redeem('0000-0000', address(1)).kind).toBe('refused');
});

test('1,000 tries from 50 addresses do not keep a technician with the right code out', () => {
  const desk = new PairingService(() => 0);
  const code = desk.issue('technician');
  for (let n = 0; n < 1_000; n++) desk.redeem('0000-0000', address(n % 50));
  expect(desk.redeem('0000-0000', address(7)).kind).toBe('wait');
  expect(desk.redeem(code, address(200))).toEqual({ kind: 'paired', role: 'technician' });
});

test('a new code clears the limit, and this device has none', () => {
  const desk = new PairingService(() => 0);
  desk.issue('viewer');
  for (let n = 0; n < 20; n++) desk.redeem('0000-0000', address(1));
  for (let n = 0; n < 20; n++) desk.redeem('0000-0000', '127.0.0.1');
  expect(desk.redeem('0000-0000', '::ffff:127.0.0.1').kind).toBe('refused');
  const code = desk.issue('viewer');
  expect(desk.redeem(code, address(1)).kind).toBe('paired');
});
