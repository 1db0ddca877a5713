import Sqlite from 'better-sqlite3';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '../../../src/storage/database.ts';
import { migrate } from '../../../src/storage/migrate.ts';
import { packLike, unpackLike } from '../../../src/storage/rows/row-codec.ts';
import { StateTable } from '../../../src/storage/storage-state.ts';
import { createRandom } from '../../support/random.ts';

/** Texts as a gateway's are: each much like the one before. */
function* texts(): Generator<string, never> {
  const random = createRandom(3);
  const people = Array.from({ length: 2_000 }, () => random());
  for (;;) {
    for (let i = 0; i < 5; i++) people[Math.floor(random() * people.length)] = random();
    yield JSON.stringify({ people });
  }
}

describe('checkpoints', () => {
  let database: Database;
  let next: () => string;

  beforeEach(() => {
    database = new Sqlite(':memory:');
    migrate(database);
    const stream = texts();
    next = () => stream.next().value;
  });

  const load = () => new StateTable(database).loadCheckpoint();
  const bytes = (id: number) =>
    database.prepare<[number], number>('SELECT length(value) FROM state WHERE id = ?').pluck().get(id);

  test('are read as they were written, and take a fraction of their room', () => {
    const state = new StateTable(database);
    const sizes: number[] = [];
    for (let at = 0; at < 100; at++) {
      const text = next();
      state.saveCheckpoint({ at, text });
      expect(load()).toEqual({ at, text });
      sizes.push(bytes(1) ?? Number.NaN);
    }
    const whole = bytes(-2) ?? 0;
    expect(Math.max(...sizes)).toBeLessThan(whole / 2);
  });

  test('of longer than deflating looks back are read as they were written', () => {
    const state = new StateTable(database);
    for (let at = 0; at < 30; at++) {
      const text = next().repeat(3);
      state.saveCheckpoint({ at, text });
      expect(load()).toEqual({ at, text });
    }
  });

  test('are read after failed commits that had begun to write', () => {
    const state = new StateTable(database);
    const random = createRandom(1);
    for (let at = 0; at < 200; at++) {
      const text = next();
      const fails = random() < 0.4;
      const commit = database.transaction(() => {
        state.saveCheckpoint({ at, text });
        if (fails) throw new Error('disk full');
      });
      const before = load();
      if (fails) expect(commit).toThrow('disk full');
      else commit();
      expect(load()).toEqual(fails ? before : { at, text });
    }
  });

  test.each([1, -2])('are none once a bit of row %i has changed', (id) => {
    const state = new StateTable(database);
    for (let at = 0; at < 5; at++) state.saveCheckpoint({ at, text: next() });
    expect(load()).toBeDefined();
    const value = database.prepare<[number], Buffer>('SELECT value FROM state WHERE id = ?').pluck().get(id);
    if (value === undefined) throw new Error('no such row');
    value[40] = (value[40] ?? 0) ^ 1;
    database.prepare('UPDATE state SET value = ? WHERE id = ?').run(value, id);
    expect(load()).toBeUndefined();
  });
});

/** Numbers that deflating gains little from, as a checkpoint has them. */
function numbersText(seed: number, changed: number): string {
  const random = createRandom(seed);
  const numbers = Array.from({ length: 6_000 }, () => Math.floor(random() * 1e7));
  for (let i = 0; i < changed; i++) numbers[i * 97] = i;
  return JSON.stringify(numbers);
}

test('a text of 45 kB costs little beside one that is much like it, and is read again', () => {
  const other = Buffer.from(numbersText(1, 0));
  const text = `{"more":"${'x'.repeat(200)}"${numbersText(1, 20)}}`;
  const packed = packLike(text, other);
  expect(text.length).toBeGreaterThan(45_000);
  expect(packed.length).toBeLessThan(2_000);
  expect(unpackLike(packed, other)).toBe(text);
});

test.each(['', 'é', 'x'.repeat(8_192), 'é'.repeat(20_000)])('texts of any length are read again', (text) => {
  for (const other of ['', 'y', text, 'é'.repeat(30_000)].map((words) => Buffer.from(words)))
    expect(unpackLike(packLike(text, other), other)).toBe(text);
});
