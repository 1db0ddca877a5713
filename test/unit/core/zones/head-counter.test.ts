import { describe, expect, test } from 'vitest';
import { Engine } from '../../../../src/core/engine/engine.ts';
import type { EpochMs, Json, ZoneId } from '../../../../src/core/model/ids.ts';
import type { SensorObservation } from '../../../../src/core/model/observation.ts';
import type { RuleChanged, RulesModel } from '../../../../src/core/model/rule-model.ts';
import type { WindowSummary } from '../../../../src/core/model/window-summary.ts';
import { adaptSummary } from '../../../../src/core/privacy/adapt-summary.ts';
import { EgressGate } from '../../../../src/core/privacy/egress-gate.ts';
import { headStore } from '../../../support/push/play-heads.ts';
import { COUNTER, MINUTE_MS, START } from '../../../support/stores/interval-door.ts';

const ALIVE_MS = 5_000;
const CORNER = 'corner' as ZoneId;

/** A gateway with one zone whose people another system counts. */
class Shop {
  readonly windows: WindowSummary[] = [];
  readonly told: string[] = [];
  engine: Engine;
  readonly #heads: 'counted' | 'occupied';
  #at = START;

  constructor(heads: 'counted' | 'occupied' = 'counted') {
    this.#heads = heads;
    this.engine = this.#create();
    this.engine.begin(START as EpochMs);
  }

  /** Time passes while the sensor's link is up. */
  pass(seconds: number, isUp = true): this {
    const end = this.#at + seconds * 1_000;
    for (; this.#at < end; this.#at += ALIVE_MS) {
      if (isUp) this.see({ kind: 'SensorAlive' });
      this.engine.step({ kind: 'Tick', at: this.#at as EpochMs });
    }
    return this;
  }

  read(people: number | null): this {
    return this.see({ kind: 'HeadCountRead', people });
  }

  see(what: object): this {
    this.engine.step({ sensor: COUNTER, at: this.#at, ...what } as SensorObservation);
    return this;
  }

  restart(): this {
    const saved = JSON.parse(JSON.stringify(this.engine.state.save())) as Json;
    this.engine = this.#create();
    expect(this.engine.restore(saved)).toBeUndefined();
    this.engine.begin(this.#at as EpochMs);
    return this;
  }

  get people(): number | null | undefined {
    const live = this.engine.rules?.snapshot();
    return live?.zones.find(({ id }) => id === CORNER)?.people;
  }

  zone(minute: number) {
    const startAt = new Date(START + minute * MINUTE_MS).toISOString();
    return this.windows.find((window) => window.startAt === startAt)?.zones[0];
  }

  #create(): Engine {
    const rule = (change: RuleChanged) => this.told.push(`${change.state} @${(change.at - START) / 1_000}`);
    const when = { kind: 'people', zone: CORNER, atLeast: 2, clearBelow: 2 } as const;
    const times = { forMs: 0, clearForMs: 0, holdMs: 0, cooldownMs: 0, unknownForMs: 20_000 };
    const reactions: RulesModel = { timezone: 'Europe/Berlin', rules: [{ id: 'full', when, ...times }] };
    const sinks = {
      fact: () => undefined,
      summary: (window: WindowSummary) => void this.windows.push(window),
      rule,
    };
    return new Engine({ ...headStore(this.#heads), reactions }, sinks);
  }
}

describe('a zone whose people another system counts', () => {
  test('has person-time and the most at once, exactly, and no number of what is not known', () => {
    const shop = new Shop().read(2).pass(30).read(5).pass(15).read(0).pass(120);
    expect(shop.zone(0)).toEqual({
      ...{ zone: CORNER, coverage: 1, definition: 'heads/1 people=counted' },
      ...{ presenceMs: 2 * 30_000 + 5 * 15_000, peopleMax: 5, n: 5 },
      ...{ entries: null, exits: null, visits: null, engaged: null, dwell: null },
    });
    expect(shop.zone(1)).toMatchObject({ coverage: 1, presenceMs: 0, peopleMax: 0, n: 0 });
  });

  test('says of a sensor that only sees whether anybody is there that it is the least', () => {
    expect(new Shop('occupied').read(1).pass(120).zone(0)).toMatchObject({
      ...{ definition: 'heads/1 people=at-least', presenceMs: 60_000, peopleMax: 1 },
    });
  });

  test('is unknown, not empty, while the number is: before the first, after null, without its sensor', () => {
    const shop = new Shop().pass(60).read(3).pass(60).read(null).pass(60).read(0).pass(60);
    shop.see({ kind: 'SensorAlive' }).see({ kind: 'SensorDown', cause: 'LINK_LOST' }).pass(90, false);
    const unknown = { coverage: 0, n: null, presenceMs: null, peopleMax: null };
    expect([0, 1, 2, 3, 4].map((i) => shop.zone(i))).toMatchObject([
      unknown,
      { coverage: 1, presenceMs: 3 * MINUTE_MS, peopleMax: 3 },
      unknown,
      { coverage: 1, presenceMs: 0, peopleMax: 0 },
      unknown,
    ]);
  });

  test('does not take what was so before a power cut for what is so', () => {
    const shop = new Shop().read(4).pass(60).restart().pass(90);
    expect(shop.zone(1)).toMatchObject({ coverage: 0, presenceMs: null });
    expect(shop.people).toBeNull();
    shop.read(1).pass(120);
    expect(shop.zone(3)).toMatchObject({ coverage: 1, presenceMs: MINUTE_MS });
  });

  test('moves rules and what outputs show', () => {
    const shop = new Shop().read(1).pass(10);
    expect(shop.people).toBe(1);
    shop.read(2).pass(10).read(1).pass(10).read(3).pass(10);
    expect(shop.people).toBe(3);
    shop.see({ kind: 'SensorDown', cause: 'LINK_LOST' }).pass(40, false);
    expect(shop.people).toBeNull();
    expect(shop.told.map((told) => told.replace(/ @.*/, ''))).toEqual(['off', 'on', 'off', 'on', 'unknown']);
  });
});

test('its person-time leaves by the day once k people went, its visits never', () => {
  const rowsOf = (falls: number) => {
    const shop = new Shop();
    for (let i = 0; i < falls; i++) shop.read(1).pass(30).read(0).pass(30);
    shop.pass(120);
    const settings = { minimumCount: 5, storeEvery: 'window', indoorEvery: 'hour' } as const;
    const knownIds = new Set([CORNER]);
    const gate = new EgressGate({ settings, def: '3f9a1c20', offsetAt: () => 0, knownIds });
    const none = { doorLines: new Set<string>() };
    const rows = shop.windows.flatMap((window) => gate.pass(adaptSummary(window, none)));
    return [...rows, ...gate.end()].map((row) => row.row as { zones?: readonly object[] });
  };
  const zones = (falls: number) => rowsOf(falls).flatMap((row) => row.zones ?? []);
  const visits = { in: null, out: null, visits: null, engaged: null, cut: null };
  expect(zones(5)).toMatchObject([visits, { personTimeS: 150, dwellS: null }]);
  const [, few] = zones(4);
  expect(few).toMatchObject({ few: true });
  expect(few).not.toHaveProperty('personTimeS');
});
