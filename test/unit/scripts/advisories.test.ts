import { expect, test } from 'vitest';
import { findAdvisories, shippedNames } from '../../../scripts/lib/advisories.ts';

const LOCK = {
  packages: {
    '': {},
    'node_modules/mqtt': {},
    'node_modules/mqtt/node_modules/ws': {},
    'node_modules/vitest': { dev: true },
  },
};
const AUDIT = {
  vulnerabilities: {
    ws: { severity: 'high', via: [{ title: 'a frame that never ends' }] },
    mqtt: { severity: 'high', via: ['ws'] },
    vitest: { severity: 'critical', via: [{ title: 'a page that runs commands' }] },
  },
};

test('a weakness counts where the package ships, also inside another', () => {
  const shipped = shippedNames(LOCK);
  expect([...shipped]).toEqual(['mqtt', 'ws']);
  expect(findAdvisories(AUDIT, shipped)).toEqual([
    { name: 'ws', severity: 'high', titles: ['a frame that never ends'] },
    { name: 'mqtt', severity: 'high', titles: ['by ws'] },
  ]);
  expect(findAdvisories({ vulnerabilities: {} }, shipped)).toEqual([]);
});
