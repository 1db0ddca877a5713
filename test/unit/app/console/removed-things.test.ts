import { expect, test } from 'vitest';
import { RemovedThings } from '../../../../src/app/console/removed-things.ts';
import type { SettingsVersion } from '../../../../src/ports/console/console-settings.ts';

const TEXTS: Readonly<Record<string, string>> = {
  newest: 'zones:\n  - { id: z-1, name: Table }\n  - { id: z-2, name: Shoe wall }\n',
  middle: 'zones:\n  - { id: z-2, name: Zone 1 }\nsensors:\n  - { id: counter }\n',
  broken: 'zones: [',
};

test('what was removed keeps its last name; a version that is lost or broken names nothing', () => {
  const hashes = ['newest', 'lost', 'broken', 'middle'];
  const history = () => hashes.map((hash): SettingsVersion => ({ hash, savedAt: '', by: '', note: '' }));
  let reads = 0;
  const readVersion = (hash: string) => {
    reads += 1;
    const text = TEXTS[hash];
    if (text === undefined) throw new Error('no such file');
    return text;
  };
  const things = new RemovedThings({ history, readVersion });
  const inForce = { zones: [{ id: 'z-1' }], lines: [], doors: [], sensors: [] };
  const removed = [
    { id: 'z-2', name: 'Shoe wall' },
    { id: 'counter', name: 'counter' },
  ];
  expect(things.list(inForce)).toEqual(removed);
  expect(things.list(inForce)).toEqual(removed);
  expect(reads).toBe(4);
});
