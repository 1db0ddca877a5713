import { describe, expect, test } from 'vitest';
import type { Json } from '../../../../../src/core/model/ids.ts';
import type { IndoorSummary, WindowSummary } from '../../../../../src/core/model/window-summary.ts';
import type { EgressModel } from '../../../../../src/core/privacy/disclosure-plan.ts';
import { EgressGate } from '../../../../../src/core/privacy/egress-gate.ts';
import { namesOfPeople } from '../../../../../src/core/privacy/egress-rules.ts';
import { INDOOR_FIELD_KINDS, IndoorTotals } from '../../../../../src/core/privacy/indoor/indoor-totals.ts';
import type { ReleaseInterval } from '../../../../../src/core/privacy/indoor/release-interval.ts';
import { outboxRecord } from '../../../../../src/core/privacy/released-window.ts';
import { windowSummary } from '../../../../../src/ports/contract.ts';
import { randomFrom } from '../../../../support/random.ts';
import type { SampleCounts } from '../../../../support/windows.ts';
import { sampleModel, sampleWindow, WINDOWS_START } from '../../../../support/windows.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const MODEL = sampleModel({ zones: ['table', 'shelf'], doors: ['front'], lines: ['aisle'] }, MINUTE_MS);
/** The samples begin at 9:00; the shop's day ends at 12:00. */
const DAY_END = WINDOWS_START + 3 * HOUR_MS;
const dayEnd = (ms: number) =>
  DAY_END + Math.max(0, Math.ceil((ms + 1 - DAY_END) / (24 * HOUR_MS))) * 24 * HOUR_MS;

function gateFor(releaseInterval: ReleaseInterval = 'day', model: EgressModel = MODEL) {
  const refused: string[] = [];
  const settings = { minimumCount: 5, insideEvery: releaseInterval };
  return {
    gate: new EgressGate({ settings, model, dayEnd, refused: (path) => refused.push(path) }),
    refused,
  };
}

/** Minutes with some people in them, of chance. */
function minutes(from: number, to: number, random: () => number): WindowSummary[] {
  return Array.from({ length: to - from }, (_, i) => {
    const count = () => Math.floor(random() ** 4 * 4);
    const dwellsMs = Array.from({ length: count() }, () => 5_000 + Math.floor(90_000 * random()));
    const counts: SampleCounts = {
      zones: {
        table: { entries: count(), dwellsMs, presenceMs: 900, peopleMax: count() },
        shelf: { entries: 0, dwellsMs: from + i === 30 ? [9_000] : [] },
      },
      lines: { aisle: [count(), 0] },
      doors: { front: [count(), count()] },
      occupancy: 20,
      journeys: random() < 0.2 ? [{ from: null, to: 'table', n: 1 }] : [],
    };
    return sampleWindow(from + i, counts, MINUTE_MS);
  });
}

const told = (left: readonly WindowSummary[]): IndoorSummary[] => left.flatMap(({ inside }) => inside);
const sum = (values: readonly (number | null | undefined)[]) =>
  values.reduce<number>((all, value) => all + (value ?? 0), 0);

describe('what people do inside', () => {
  test('is in no window of the day, and in one number at its end', () => {
    const { gate, refused } = gateFor();
    const came = minutes(0, 180, randomFrom(3));
    const left = came.flatMap((window) => gate.pass(window));
    for (const { zones, lines, journeys } of left) expect([zones, lines, journeys]).toEqual([[], [], []]);
    expect(left.slice(0, -1).flatMap(({ inside }) => inside)).toEqual([]);
    const [day] = told(left);
    expect(day).toMatchObject({ fromAt: '2026-06-01T09:00:00.000Z', toAt: '2026-06-01T12:00:00.000Z' });
    const total = (pick: (window: WindowSummary) => number | null | undefined) => sum(came.map(pick));
    expect(day?.zones[0]).toMatchObject({
      zone: 'table',
      coverage: 1,
      entries: total(({ zones }) => zones[0]?.entries),
      exits: total(({ zones }) => zones[0]?.exits),
      presenceMs: 180 * 900,
      dwell: {
        n: total(({ zones }) => zones[0]?.dwell?.n),
        sumMs: total(({ zones }) => zones[0]?.dwell?.sumMs),
      },
    });
    expect(day?.lines[0]?.in).toBe(total(({ lines }) => lines[0]?.in));
    expect(day?.journeys[0]?.n).toBe(total(({ journeys }) => journeys[0]?.n));
    expect(refused).toEqual([]);
    for (const window of left) windowSummary.parse(window);
  });

  test('still tells doors by the minute and the quarter of an hour', () => {
    const { gate } = gateFor();
    const left = [0, 1].flatMap((i) => gate.pass(sampleWindow(i, { doors: { front: [8, 9] } }, MINUTE_MS)));
    expect(left.map(({ doors }) => doors[0]?.in)).toEqual([8, 8]);
  });

  test('waits for the next day where it is of fewer than the minimum, and is then counted', () => {
    const { gate } = gateFor();
    const random = randomFrom(3);
    const first = minutes(0, 180, random).flatMap((window) => gate.pass(window));
    const shelf = told(first)[0]?.zones[1];
    expect(shelf).toMatchObject({ zone: 'shelf', coverage: 1, n: null, exits: null, dwell: null });
    expect(shelf?.suppressed).toEqual(expect.arrayContaining(['dwell', 'entries', 'exits', 'n', 'visits']));
    const many = { entries: 5, dwellsMs: [8_000, 8_000, 8_000, 8_000, 8_000] };
    const later = [180, 1_619].flatMap((i) =>
      gate.pass(
        sampleWindow(i, { zones: { shelf: i === 180 ? many : { entries: 0, dwellsMs: [] } } }, MINUTE_MS),
      ),
    );
    expect(told(later)[0]?.zones[0]).toMatchObject({ zone: 'shelf', exits: 6, dwell: { n: 6 } });
  });

  test('never marks an outage as withheld, and tells how much of the day was covered', () => {
    const { gate } = gateFor();
    const dead = { zones: { table: null, shelf: null } };
    const live = {
      zones: { table: { entries: 9, dwellsMs: new Array<number>(9).fill(7_000) }, shelf: null },
    };
    const left = Array.from({ length: 180 }, (_, i) =>
      sampleWindow(i, i < 45 ? live : dead, MINUTE_MS),
    ).flatMap((window) => gate.pass(window));
    const [table, shelf] = told(left)[0]?.zones ?? [];
    expect(table).toMatchObject({ coverage: 0.25, exits: 405 });
    expect(shelf).toMatchObject({ coverage: 0, exits: null });
    expect(shelf?.suppressed).toBeUndefined();
  });

  test('tells lengths of visits in bins that hold the minimum each, and the longest as its bin', () => {
    const { gate } = gateFor();
    const left = minutes(0, 180, randomFrom(5)).flatMap((window) => gate.pass(window));
    const dwell = told(left)[0]?.zones[0]?.dwell;
    expect(dwell?.bins.length).toBeGreaterThan(3);
    for (const [, ended, censored] of dwell?.bins ?? []) expect(ended + censored).toBeGreaterThanOrEqual(5);
    expect(dwell?.maxMs).toBe(Math.round(1.1 ** (dwell?.bins.at(-1)?.[0] ?? 0)));
  });

  test('goes on from a checkpoint as if nothing had happened, wherever it was cut', () => {
    const came = minutes(0, 180, randomFrom(7));
    const whole = gateFor().gate;
    const expected = came.flatMap((window) => whole.pass(window));
    let { gate } = gateFor();
    let [settled, times] = [undefined as Json | undefined, 0];
    const cut = came.flatMap((window) => {
      const saved = JSON.parse(JSON.stringify(gate.snapshot())) as Json;
      // As the store does: what is settled is written when it is new, and read with the newest checkpoint.
      if (gate.settledTimes !== times) settled = JSON.parse(JSON.stringify(gate.toSaved())) as Json;
      gate = gateFor().gate;
      gate.restore(saved, settled);
      times = gate.settledTimes;
      return gate.pass(window);
    });
    expect(cut).toEqual(expected);
  });

  test('leaves with no window that was kept when it still was to be told once a quarter', () => {
    const before = gateFor('quarter').gate;
    for (const window of minutes(0, 8, randomFrom(3))) before.pass(window);
    const { gate } = gateFor('day');
    gate.restore(JSON.parse(JSON.stringify(before.snapshot())) as Json);
    const left = minutes(8, 15, randomFrom(4)).flatMap((window) => gate.pass(window));
    expect(left.at(-1)?.durationMs).toBe(15 * MINUTE_MS);
    for (const { zones, lines } of left) expect([zones, lines]).toEqual([[], []]);
  });

  test('comes after the night in which the gateway was off, with the day it belongs to', () => {
    const { gate } = gateFor();
    const day = minutes(0, 100, randomFrom(9)).flatMap((window) => gate.pass(window));
    expect(told(day)).toEqual([]);
    const next = minutes(600, 616, randomFrom(1)).flatMap((window) => gate.pass(window));
    expect(told(next)).toMatchObject([{ toAt: '2026-06-01T12:00:00.000Z' }]);
    expect(told(next)[0]?.zones[0]?.coverage).toBeCloseTo(100 / 180, 3);
  });

  test('comes once an hour or with everything else where the settings say so', () => {
    const hourly = gateFor('hour').gate;
    const left = minutes(0, 180, randomFrom(3)).flatMap((window) => hourly.pass(window));
    expect(told(left).map(({ fromAt }) => fromAt.slice(11, 16))).toEqual(['09:00', '10:00', '11:00']);
    const quarterly = gateFor('quarter').gate;
    const all = minutes(0, 30, randomFrom(3)).flatMap((window) => quarterly.pass(window));
    expect(all.filter(({ durationMs }) => durationMs === 900_000).map(({ zones }) => zones.length)).toEqual([
      2, 2,
    ]);
  });

  test('is told at the end of a replay, however short', () => {
    const { gate } = gateFor();
    for (const window of minutes(0, 20, randomFrom(3))) gate.pass(window);
    const [last] = gate.end();
    expect(last?.inside).toMatchObject([
      { fromAt: '2026-06-01T09:00:00.000Z', toAt: '2026-06-01T09:20:00.000Z' },
    ]);
  });

  test('shows on the device’s own pages before it leaves, and is not spent by that', () => {
    const { gate } = gateFor();
    const came = minutes(0, 180, randomFrom(3));
    for (const window of came.slice(0, 50)) gate.pass(window);
    const soFar = gate.insideSoFar()?.zones[0];
    expect(soFar?.entries).toBe(sum(came.slice(0, 50).map(({ zones }) => zones[0]?.entries)));
    const left = came.slice(50).flatMap((window) => gate.pass(window));
    expect(told(left)[0]?.zones[0]?.entries).toBe(sum(came.map(({ zones }) => zones[0]?.entries)));
  });
});

describe('numbers of people inside', () => {
  test.each(INDOOR_FIELD_KINDS)('of %s come out under the names they went in with', (kind) => {
    const fields = namesOfPeople(kind).filter((field) => field !== 'dwell');
    const numbers = Object.fromEntries(fields.map((field, i) => [field, i + 2]));
    const totals = new IndoorTotals(kind);
    totals.add('it', { coverage: 1, definition: 'x/1', ...numbers }, MINUTE_MS);
    // How long one would wait now is true of one moment alone.
    expect(totals.numbers('it')).toEqual(kind === 'queues' ? { ...numbers, waitPredictedMs: null } : numbers);
  });
});

describe('the last look before the outbox', () => {
  test('lets pass what the gate has passed, and nothing that was changed since', () => {
    const { gate } = gateFor();
    const left = minutes(0, 180, randomFrom(3)).flatMap((window) => gate.pass(window));
    const text = (window: object) => outboxRecord(window as (typeof left)[number], gate.knownIds)?.payload;
    for (const window of left) expect(text(window)).toBe(JSON.stringify(window));
    const last = left.at(-1);
    const [inside] = last?.inside ?? [];
    expect(inside).toBeDefined();
    for (const changed of [
      { ...last, face: 'AA:BB' },
      { ...last, startAt: 'Erika' },
      { ...last, inside: [{ ...inside, who: 1 }] },
      { ...last, inside: [{ ...inside, zones: [{ ...inside?.zones[0], zone: 'erika' }] }] },
      { ...last, doors: [{ ...last?.doors[0], in: 'many' }] },
      { ...last, doors: [{ ...last?.doors[0], suppressed: ['Erika'] }] },
      Object.assign(Object.create({ toJSON: () => 'Erika' }) as object, last),
      Object.assign([...(last?.doors ?? [])], { toJSON: () => 'Erika' }),
    ])
      expect(text(changed)).toBeUndefined();
  });
});
