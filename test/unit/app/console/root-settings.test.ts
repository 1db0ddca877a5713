import { expect, test } from 'vitest';
import { findRootChange } from '../../../../src/app/console/root-settings.ts';

const BROKER = { url: 'mqtt://127.0.0.1:1883' };
const OFFER = { type: 'counter-push', preset: 'zigbee-contact', names: { device: 'door' }, broker: BROKER };
const OWN = { id: 'own', type: 'counter-push', preset: 'irisys', from: ['192.0.2.7'] };

const change = (sensor: object, offered = [OFFER]) =>
  findRootChange(
    { sensors: [OWN] },
    { sensors: [OWN, { id: 'new', name: 'Back door', ...sensor }] } as never,
    offered,
  );

test('a phone may add what the gateway found, at the address at which it found it, and nothing else', () => {
  expect(change(OFFER)).toBeUndefined();
  expect(change({ ...OFFER, swapDirections: true })).toBeUndefined();
  expect(change(OFFER, [])).toBe('sensors[1].broker');
  expect(change({ ...OFFER, broker: { url: 'mqtt://192.0.2.66:1883' } })).toBe('sensors[1].broker');
  expect(change({ ...OFFER, broker: { ...BROKER, passwordFile: '/etc/shadow' } })).toBe('sensors[1].broker');
  expect(change({ ...OFFER, names: { device: 'other' } })).toBe('sensors[1].broker');
  expect(change({ ...OFFER, signIn: { username: 'a', passwordFile: '/etc/shadow' } })).toBe(
    'sensors[1].signIn.username',
  );
});

test('a sensor that is there does not become what was found', () => {
  const changed = { sensors: [{ ...OFFER, id: 'own' }] };
  expect(findRootChange({ sensors: [OWN] }, changed, [OFFER])).toBe('sensors[0].broker');
});
