import { describe, expect, test } from 'vitest';
import type { Json } from '../../../../src/core/model/ids.ts';
import type { WindowSummary } from '../../../../src/core/model/window-summary.ts';
import type { EgressModel } from '../../../../src/core/privacy/disclosure-plan.ts';
import type { EgressSettings } from '../../../../src/core/privacy/egress-gate.ts';
import { EgressGate } from '../../../../src/core/privacy/egress-gate.ts';
import { ENVELOPE_FIELDS } from '../../../../src/core/privacy/envelope-rules.ts';
import { mergeReleased } from '../../../../src/core/privacy/merge-released.ts';
import { rulePaths } from '../../../../src/core/privacy/rule-paths.ts';
import { replyMessage } from '../../../../src/ports/command-contract.ts';
import {
  eventMessage,
  statusMessage,
  summaryMessage,
  windowSummary,
} from '../../../../src/ports/contract.ts';
import { enrollRequest } from '../../../../src/ports/enrollment.ts';
import { randomFrom } from '../../../support/random.ts';
import type { SampleCounts, SampleZone } from '../../../support/windows.ts';
import { sampleModel, sampleWindow } from '../../../support/windows.ts';

const MINUTE_MS = 60_000;

function gateFor(model: EgressModel, settings: EgressSettings = { minimumCount: 5 }) {
  const refused: string[] = [];
  const gate = new EgressGate({ settings, model, refused: (path) => refused.push(path) });
  return { gate, refused };
}

function passAll(gate: EgressGate, windows: readonly WindowSummary[]): WindowSummary[] {
  return windows.flatMap((window) => gate.pass(window));
}

const table = (entries: number, exits: number, more: Partial<SampleZone> = {}): SampleCounts => ({
  zones: { table: { entries, dwellsMs: new Array<number>(exits).fill(20_000), ...more } },
});
const zoneOf = (window: WindowSummary | undefined) => window?.zones[0];
const long = (windows: readonly WindowSummary[]) =>
  windows.filter(({ durationMs }) => durationMs === 900_000);

describe('the egress gate', () => {
  test('has a rule for every field of the contract and none besides', () => {
    const inContract = leafPaths(windowSummary);
    expect(
      rulePaths()
        .map(([path]) => path)
        .sort(),
    ).toEqual(inContract.sort());
  });

  test('a day’s repeat visitors wait for the quarter of an hour, and leave only where they are enough', () => {
    const { gate, refused } = gateFor(sampleModel({}));
    const day = { fromAt: '2026-01-04T23:00:00.000Z', toAt: '2026-01-05T23:00:00.000Z', coverage: 1 };
    const share = { share: 0.3, shareLow: 0.2, shareHigh: 0.4, definition: 'returning/1 buckets=2048' };
    const of = (n: number) => ({ ...day, ...share, n, radiosLow: n, radiosHigh: n });
    const windows = [0, 1, 2].map((i) => sampleWindow(i, {}));
    const passed = passAll(gate, [
      { ...(windows[0] as WindowSummary), returning: [of(4), of(900)] },
      ...windows.slice(1),
    ]);
    expect(refused).toEqual([]);
    expect(passed.map(({ durationMs, returning }) => [durationMs, returning.map(({ n }) => n)])).toEqual([
      [300_000, []],
      [300_000, []],
      [300_000, []],
      [900_000, [900]],
    ]);
  });

  test('every field of every message that leaves is on the list', () => {
    const messages = {
      ...{ summary: summaryMessage, event: eventMessage, status: statusMessage },
      ...{ reply: replyMessage, enrol: enrollRequest },
    };
    const inside = /^(?:windows\[\]\.window|events\[\]\.event)\./;
    for (const [message, schema] of Object.entries(messages)) {
      const fields = leafPaths(schema).filter((path) => !inside.test(path));
      const listed: readonly string[] = ENVELOPE_FIELDS[message as keyof typeof messages];
      expect([message, [...listed].sort()]).toEqual([message, fields.sort()]);
    }
  });

  test('withholds counts of fewer than the minimum, says so, and lets larger ones pass', () => {
    const { gate } = gateFor(sampleModel({ zones: ['table'] }, MINUTE_MS));
    const [window] = gate.pass(sampleWindow(0, table(7, 2), MINUTE_MS));
    expect(zoneOf(window)).toMatchObject({ entries: 7, exits: null, visits: null, n: null, dwell: null });
    expect(zoneOf(window)?.suppressed).toEqual(
      expect.arrayContaining(['exits', 'visits', 'n', 'dwell', 'peopleMax', 'presenceMs']),
    );
    expect(zoneOf(window)?.suppressed).not.toContain('entries');
  });

  test('withholds zeros like other small counts, but never marks an outage as withheld', () => {
    const { gate } = gateFor(sampleModel({ zones: ['table'] }, MINUTE_MS));
    const [quiet] = gate.pass(sampleWindow(0, table(0, 0), MINUTE_MS));
    expect(zoneOf(quiet)?.suppressed).toContain('entries');
    const [outage] = gate.pass(sampleWindow(1, { zones: { table: null } }, MINUTE_MS));
    expect(zoneOf(outage)).toMatchObject({ coverage: 0, entries: null });
    expect(zoneOf(outage)?.suppressed).toBeUndefined();
  });

  test('publishes each quarter of an hour with all amounts in it, after its last window', () => {
    const { gate } = gateFor(sampleModel({ zones: ['table'] }, MINUTE_MS));
    const counts = [1, 0, 9, 0, 3, 0, 0, 2, 0, 0, 6, 0, 0, 0, 1];
    const left = passAll(
      gate,
      counts.map((count, i) => sampleWindow(i, table(count, count, { presenceMs: 1_000 }), MINUTE_MS)),
    );
    expect(left).toHaveLength(16);
    const [quarter] = long(left);
    expect(quarter).toMatchObject({ startAt: sampleWindow(0, {}).startAt, revision: 2, partial: false });
    expect(zoneOf(quarter)).toMatchObject({ coverage: 1, entries: 22, exits: 22, visits: 22, n: 22 });
    expect(zoneOf(quarter)).toMatchObject({ presenceMs: 15_000, dwell: { n: 22, sumMs: 440_000 } });
    expect(zoneOf(quarter)?.deferred).toBeUndefined();
  });

  test('moves a window that is withheld alone at the end into the next quarter: no total loses it', () => {
    const { gate } = gateFor(sampleModel({ zones: ['table'] }, MINUTE_MS));
    const counts = [...new Array<number>(14).fill(6), 3, ...new Array<number>(15).fill(6)];
    const left = passAll(
      gate,
      counts.map((count, i) => sampleWindow(i, table(count, 6), MINUTE_MS)),
    );
    const [first, second] = long(left);
    expect(zoneOf(first)).toMatchObject({ entries: 84, deferred: ['entries', 'presenceMs'] });
    expect(zoneOf(left[16])).toMatchObject({ entries: 9 });
    // Withheld windows are needed for a quarter to be published at all: here the visits' lengths are.
    expect(zoneOf(second)).toMatchObject({ entries: 93 });
  });

  test('keeps totals exact over a day of chance, but for what still waits', () => {
    const random = randomFrom(7);
    const model = sampleModel({ zones: ['table'], doors: ['front', 'back'], lines: ['aisle'] }, MINUTE_MS);
    const { gate, refused } = gateFor(model);
    const total = { entries: 0, in: 0, front: 0 };
    const left = Array.from({ length: 24 * 60 }, (_, i) => {
      const count = () => Math.floor(random() ** 3 * 14);
      const [entries, front, back, inward] = [count(), count(), count(), count()];
      total.entries += entries;
      total.in += inward;
      total.front += front;
      const counts = {
        doors: { front: [front, 0], back: [back, 0] },
        lines: { aisle: [inward, 0] },
      } as const;
      return gate.pass(sampleWindow(i, { ...table(entries, 0), ...counts }, MINUTE_MS));
    }).flat();
    const sum = (of: (window: WindowSummary) => number | null | undefined) =>
      long(left).reduce((all, window) => all + (of(window) ?? 0), 0);
    expect(refused).toEqual([]);
    expect(total.entries - sum((window) => zoneOf(window)?.entries)).toBeLessThan(5);
    expect(total.in - sum(({ lines }) => lines[0]?.in)).toBeLessThan(5);
    expect(sum(({ doors }) => doors[0]?.in)).toBe(total.front);
  });

  test('keeps a distribution back until it rests on the minimum count', () => {
    const { gate } = gateFor(sampleModel({ zones: ['table'] }));
    const left = [2, 0, 1, 3, 0, 0].flatMap((exits, i) => gate.pass(sampleWindow(i, table(0, exits))));
    const [first, second] = long(left);
    expect(zoneOf(first)).toMatchObject({ exits: 3, dwell: null });
    expect(zoneOf(first)?.suppressed).toContain('dwell');
    expect(zoneOf(second)).toMatchObject({ exits: 3, dwell: { n: 6, sumMs: 120_000 } });
  });

  test('keeps steps of journeys back until enough people made them', () => {
    const { gate } = gateFor(sampleModel({ zones: ['table'] }));
    const step = { from: null, to: 'table', n: 3 };
    const left = [0, 1, 2].flatMap((i) =>
      gate.pass(sampleWindow(i, { ...table(3, 0), journeys: i === 1 ? [] : [step] })),
    );
    expect(left.map(({ journeys }) => journeys)).toEqual([[], [], [], [{ ...step, n: 6 }]]);
  });

  test('shows several doors in quarters of an hour only, one door also in minutes', () => {
    const one = gateFor(sampleModel({ doors: ['front'] })).gate;
    expect(one.pass(sampleWindow(0, { doors: { front: [8, 9] } }))[0]).toMatchObject({
      doors: [{ in: 8, out: 9, n: 17 }],
      store: { entries: 8, exits: 9, n: 17 },
    });
    const two = gateFor(sampleModel({ doors: ['front', 'back'] })).gate;
    const windows = [0, 1, 2].map((i) => sampleWindow(i, { doors: { front: [8, 9], back: [7, 7] } }));
    const left = passAll(two, windows);
    expect(left[0]).toMatchObject({ doors: [{ in: null }, { in: null }], store: { entries: null } });
    expect(left[3]).toMatchObject({ doors: [{ in: 24 }, { in: 21 }], store: { entries: 45 } });
  });

  test('withholds every count of a window that comes again whole, and refuses a window twice', () => {
    const { gate, refused } = gateFor(sampleModel({ zones: ['table'] }, MINUTE_MS));
    const window = sampleWindow(0, table(9, 9), MINUTE_MS);
    const [cut] = gate.pass({ ...window, partial: true });
    expect(zoneOf(cut)).toMatchObject({ entries: null, exits: null });
    expect(zoneOf(gate.pass({ ...window, revision: 2 })[0])).toMatchObject({ entries: 9, exits: 9 });
    expect(gate.pass({ ...window, revision: 3 })).toEqual([]);
    expect(refused).toEqual(['revision']);
  });

  test('goes on from a checkpoint as if nothing had happened', () => {
    const model = sampleModel({ zones: ['table'], doors: ['front'] }, MINUTE_MS);
    const random = randomFrom(3);
    const windows = Array.from({ length: 50 }, (_, i) => {
      const count = () => Math.floor(random() * 9);
      const doors = { front: [count(), count()] } as const;
      return sampleWindow(i, { ...table(count(), count()), doors, occupancy: 20 }, MINUTE_MS);
    });
    const whole = passAll(gateFor(model).gate, windows);
    let { gate } = gateFor(model);
    const cut = windows.flatMap((window) => {
      const saved = JSON.parse(JSON.stringify(gate.snapshot())) as Json;
      gate = gateFor(model).gate;
      gate.restore(saved);
      return gate.pass(window);
    });
    expect(cut).toEqual(whole);
  });

  test('changes nothing at a minimum count of one', () => {
    const { gate } = gateFor(sampleModel({ zones: ['table'] }), { minimumCount: 1 });
    const window = sampleWindow(0, table(1, 1, { peopleMax: 1 }));
    expect(gate.pass(window)).toEqual([window]);
    expect(gate.finish()).toEqual([]);
  });

  test('keeps to the contract, whatever it withholds', () => {
    const model = sampleModel({ zones: ['table'], doors: ['front'], lines: ['aisle'] });
    const { gate } = gateFor(model);
    const counts = { doors: { front: [6, 1] }, lines: { aisle: [0, 2] }, occupancy: 3 } as const;
    const left = [0, 1, 2, 3].flatMap((i) => gate.pass(sampleWindow(i, { ...table(i * 3, 4), ...counts })));
    for (const window of [...left, ...gate.finish()]) windowSummary.parse(window);
  });
});

describe('windows merged after the gate', () => {
  test('know no total of what one of them withheld', () => {
    const { gate } = gateFor(sampleModel({ zones: ['table'] }, MINUTE_MS));
    const left = [9, 9, 2].flatMap((count, i) => gate.pass(sampleWindow(i, table(9, count), MINUTE_MS)));
    const merged = mergeReleased(left);
    expect(zoneOf(merged)).toMatchObject({ entries: 27, exits: null });
    expect(zoneOf(merged)?.suppressed).toContain('exits');
    expect(zoneOf(mergeReleased(left.slice(0, 2)))).toMatchObject({ entries: 18, exits: 18 });
  });
});

interface Node {
  readonly def: {
    readonly type: string;
    readonly shape?: Readonly<Record<string, Node>>;
    readonly element?: Node;
    readonly innerType?: Node;
  };
}

/** `zones[].dwell.n` and so on, from the zod schema. */
function leafPaths(schema: unknown, path = ''): string[] {
  const { def } = schema as Node;
  if (def.innerType !== undefined) return leafPaths(def.innerType, path);
  if (def.shape !== undefined) {
    return Object.entries(def.shape).flatMap(([key, child]) =>
      leafPaths(child, path === '' ? key : `${path}.${key}`),
    );
  }
  const isListOfObjects = def.element?.def.shape !== undefined;
  return isListOfObjects ? leafPaths(def.element, `${path}[]`) : [path];
}
