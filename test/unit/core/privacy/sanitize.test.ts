import { describe, expect, test } from 'vitest';
import type { Json } from '../../../../src/core/model/ids.ts';
import { EgressGate } from '../../../../src/core/privacy/egress-gate.ts';
import { EVENT_RULES, sanitizeEvent } from '../../../../src/core/privacy/event-rules.ts';
import { outboxRecord } from '../../../../src/core/privacy/released-window.ts';
import { randomFrom } from '../../../support/random.ts';
import { sampleModel, sampleWindow } from '../../../support/windows.ts';

const CANARIES = ['AA:BB:CC:DD:EE:FF', 'Erika Mustermann', '490154203237518', '/9j/4AAQSkZJRgABAQ'];
const WINDOW = sampleWindow(0, {
  zones: { table: { entries: 6, dwellsMs: [7_000, 8_000], peopleMax: 6 } },
  lines: { aisle: [6, 1] },
  doors: { front: [7, 8] },
  journeys: [{ from: null, to: 'table', n: 9 }],
});
const MODEL = sampleModel({ zones: ['table'], lines: ['aisle'], doors: ['front'] });
const KEYS = [...keysOf(WINDOW), 'suppressed', 'deferred', 'fromAt', 'toAt'];

function keysOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    ...(Array.isArray(value) ? [] : [key]),
    ...keysOf(inner),
  ]);
}

/** Replaces, adds and takes away at random, with canaries as values, keys and list items. */
function mutate(value: unknown, random: () => number): unknown {
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)] as T;
  const rubbish = () =>
    pick<unknown>([pick(CANARIES), { [pick(CANARIES)]: 1 }, [pick(CANARIES)], 1.5, -1, null, true, 1e300]);
  if (random() < 0.06) return rubbish();
  if (Array.isArray(value)) {
    const list = value.map((item) => mutate(item, random));
    return random() < 0.1 ? [...list, rubbish()] : list;
  }
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).filter(() => random() > 0.03);
  const out = Object.fromEntries(fields.map(([key, inner]) => [key, mutate(inner, random)]));
  if (random() < 0.3) out[pick([...CANARIES, ...KEYS, '__proto__'])] = rubbish();
  return out;
}

describe('whatever is given to the gate', () => {
  test.each([
    [1, 'quarter'],
    [2, 'quarter'],
    [2, 'day'],
  ] as const)(
    'nothing outside the table passes (minimum count %i, inside once a %s)',
    (minimumCount, releaseInterval) => {
      const random = randomFrom(11);
      let passed = 0;
      for (let i = 0; i < 1_500; i++) {
        const refused: string[] = [];
        const gate = new EgressGate({
          settings: { minimumCount, insideEvery: releaseInterval },
          model: MODEL,
          refused: (path) => refused.push(path),
        });
        const left = [...gate.pass(mutate(WINDOW, random) as typeof WINDOW), ...gate.end()];
        for (const window of left) expect(outboxRecord(window, gate.knownIds)).toBeDefined();
        passed += left.length;
        const told = JSON.stringify([left, refused]);
        for (const canary of CANARIES) expect(told).not.toContain(canary);
        for (const key of keysOf(left)) expect(KEYS).toContain(key);
      }
      // The test would show nothing if everything were refused.
      expect(passed).toBeGreaterThan(150);
    },
  );

  test('a field that somebody added without a rule is kept back and told', () => {
    const refused: string[] = [];
    const gate = new EgressGate({
      settings: { minimumCount: 1 },
      model: MODEL,
      refused: (path) => refused.push(path),
    });
    const [zone] = WINDOW.zones;
    const [left] = gate.pass({ ...WINDOW, zones: [{ ...zone, faces: 3 } as never] });
    expect(left?.zones).toEqual([zone]);
    expect(refused).toEqual(['zones[].?']);
  });

  test('a name that the settings do not have takes its whole group with it', () => {
    const refused: string[] = [];
    const gate = new EgressGate({
      settings: { minimumCount: 1 },
      model: MODEL,
      refused: (path) => refused.push(path),
    });
    const [zone] = WINDOW.zones;
    const [left] = gate.pass({ ...WINDOW, zones: [{ ...zone, zone: 'erika' } as never] });
    expect(left?.zones).toEqual([]);
    expect(refused).toEqual(['zones[].zone']);
  });
});

describe('events', () => {
  test('leave with the fields of their kind, without addresses', () => {
    const refused: string[] = [];
    const sifted = sanitizeEvent(
      {
        kind: 'SettingsRejected',
        reason: "sensors[0].id: 'aa:bb:cc:dd:ee:ff' is no id; 490154203237518 and 0123456789abcdef neither",
        file: '/home/erika',
      },
      (path) => refused.push(path),
    );
    expect(sifted).toEqual({
      kind: 'SettingsRejected',
      reason: "sensors[0].id: '…' is no id; … and … neither",
    });
    expect(refused).toEqual(['event.SettingsRejected.?']);
  });

  test('of an unknown kind leave as their kind alone', () => {
    expect(sanitizeEvent({ kind: 'Curious', who: 'Erika' }, () => undefined)).toEqual({ kind: 'Curious' });
    expect(sanitizeEvent({ kind: 'Erika Mustermann' }, () => undefined)).toBeUndefined();
    expect(sanitizeEvent('Erika', () => undefined)).toBeUndefined();
  });

  test('carry nothing but what the table lists, whatever they are given', () => {
    const random = randomFrom(5);
    for (let i = 0; i < 2_000; i++) {
      const [kind, rules] = Object.entries(EVENT_RULES)[i % Object.keys(EVENT_RULES).length] ?? ['x', {}];
      const fields = Object.fromEntries(Object.keys(rules).map((field) => [field, 1]));
      const event = mutate({ kind, ...fields }, random) as Json;
      const left = JSON.stringify(sanitizeEvent(event, () => undefined)) ?? '';
      for (const canary of ['AA:BB:CC:DD:EE:FF', '490154203237518']) expect(left).not.toContain(canary);
      for (const key of keysOf(JSON.parse(left || '{}')))
        expect(['kind', ...Object.keys(rules)]).toContain(key);
    }
  });
});
