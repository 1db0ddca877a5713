import { describe, expect, test } from 'vitest';
import type { LiveMessage } from '../../../support/push/observe-live.ts';
import { observeLive } from '../../../support/push/observe-live.ts';
import { headMessages, headSettings, playHeads } from '../../../support/push/play-heads.ts';
import { createMinutes, fixtureNames, readFixture } from '../../../support/push/preset-fixture.ts';
import { MINUTE_MS, START } from '../../../support/stores/interval-door.ts';

const MINUTES = 12;
const PERIOD_MS = MINUTE_MS;
const KNOWN_BY_NUMBER = { entries: null, exits: null, visits: null, engaged: null, dwell: null };

const fixtures = fixtureNames()
  .map((name) => ({ name, ...readFixture(name) }))
  .filter(({ gives }) => gives === 'people' || gives === 'occupied');
const told = fixtures.filter(({ away }) => away !== undefined);
const periodic = fixtures.filter(({ away }) => away === undefined);
const minutes = createMinutes(START, MINUTES, { seed: 3 }).map((minute, i) => {
  return i % 4 === 2 ? { ...minute, in: 0 } : minute;
});

function headsOf(gives: string, i: number): number {
  const people = minutes[i]?.in ?? 0;
  return gives === 'occupied' ? Math.min(1, people) : people;
}

describe.each(fixtures)('the preset $name', ({ name, gives }) => {
  const messages = headMessages(name, minutes);

  test('gives person-time and the most at once of its zone, and neither visits nor dwell', async () => {
    const { zone } = await playHeads(name, messages, MINUTES);
    // What a report says holds for the minute that follows.
    for (let i = 1; i < MINUTES; i++) {
      const people = headsOf(gives, i - 1);
      const numbers = { presenceMs: people * MINUTE_MS, peopleMax: people };
      expect({ i, ...zone(i) }).toMatchObject({ i, coverage: 1, ...numbers, ...KNOWN_BY_NUMBER });
    }
    expect(zone(0)).toMatchObject({ coverage: 0, presenceMs: null, peopleMax: null, n: null });
  });

  test('counts what comes twice once', async () => {
    const again = messages.map((message) => ({ ...message, at: message.at + 3_000 }));
    const [once, twice] = [
      await playHeads(name, messages, MINUTES),
      await playHeads(name, [...messages, ...again], MINUTES),
    ];
    const shown = (played: typeof once) => minutes.map((_minute, i) => ({ ...played.zone(i) }));
    expect(shown(twice)).toEqual(shown(once));
  });

  test('knows nothing where the device says that it does not know', async () => {
    const unknown = messages.map((message) =>
      message.at === minutes[5]?.to ? { ...message, text: withoutNumber(message.text, name) } : message,
    );
    const { zone } = await playHeads(name, unknown, MINUTES);
    expect(zone(6)).toMatchObject({ coverage: 0, presenceMs: null, peopleMax: null, n: null });
    expect(zone(7)).toMatchObject({ coverage: 1 });
  });
});

/** Each of these forms came from devices whose sensor was not ready. */
function withoutNumber(text: string, preset: string): string {
  if (preset === 'zigbee-occupancy') return text.replace(/"occupancy":\s*(true|false)/, '"occupancy":null');
  if (/^(ON|OFF)$|^[\d.]+$/.test(text)) return 'unknown';
  return text
    .replace(/("region":1,"total":\{"current_total":)\d+/, '$1-1')
    .replace(/("region_1_count":)\d+/, '$1null')
    .replace(/(\[\{"id":1,"name":"count","value":)\d+/, '$1null');
}

describe.each(periodic)('the preset $name, which reports each minute', ({ name }) => {
  const messages = headMessages(name, minutes);

  test('covers nothing once a report and a half is overdue, and is reported after three', async () => {
    const kept = messages.filter(({ at }) => at <= (minutes[4]?.to ?? 0));
    const { zone, seen } = await playHeads(name, kept, MINUTES);
    expect(zone(5)).toMatchObject({ coverage: 1 });
    expect(zone(6)?.coverage).toBeCloseTo(0.5, 1);
    expect(zone(7)).toMatchObject({ coverage: 0, presenceMs: null, peopleMax: null });
    const downs = seen.filter(({ kind }) => kind === 'SensorDown');
    expect(downs).toMatchObject([{ cause: 'LINK_SILENT' }]);
    const silentMs = (downs[0]?.at ?? 0) - (minutes[4]?.to ?? 0);
    expect(silentMs).toBeGreaterThan(3 * PERIOD_MS);
    expect(silentMs).toBeLessThanOrEqual(3 * PERIOD_MS + 5_000);
  });

  test('takes no number of earlier for one of now', async () => {
    const late = messages.map((message): LiveMessage => {
      return message.at === minutes[4]?.to ? { ...message, at: message.at + 3 * MINUTE_MS - 2_000 } : message;
    });
    const { zone } = await playHeads(name, late, MINUTES);
    expect(zone(7)?.presenceMs).toBe(headsOf('people', 6) * MINUTE_MS);
  });
});

describe.each(told)('the preset $name, which says whether it is there', ({ name, gives, away }) => {
  const messages = headMessages(name, minutes);
  const leaves = { at: (minutes[4]?.to ?? 0) + 30_000, topic: away?.topic ?? '', text: away?.body ?? '' };

  test('covers a number that does not change for as long as it is there', async () => {
    const { zone } = await playHeads(name, headMessages(name, minutes.slice(0, 1)), MINUTES);
    const people = headsOf(gives, 0);
    expect(zone(MINUTES - 1)).toMatchObject({ coverage: 1, presenceMs: people * MINUTE_MS });
  });

  test('covers nothing from the moment on at which it is away, and says so once', async () => {
    const kept = messages.filter(({ at }) => at < leaves.at);
    const { zone, seen } = await playHeads(
      name,
      [...kept, leaves, { ...leaves, at: leaves.at + 1_000 }],
      MINUTES,
    );
    expect(zone(5)?.coverage).toBeCloseTo(0.5, 1);
    expect(zone(6)).toMatchObject({ coverage: 0, presenceMs: null, peopleMax: null });
    expect(seen.filter(({ kind }) => kind === 'SensorDown')).toMatchObject([{ cause: 'LINK_LOST' }]);
  });

  test('says that nothing tells whether it is there', async () => {
    const [first] = minutes;
    const counts = headMessages(name, first === undefined ? [] : [first]).filter(
      ({ topic }) => topic !== away?.topic,
    );
    const span = { from: START, to: START + 4 * MINUTE_MS };
    const seen = await observeLive(headSettings(name), counts, span);
    expect(seen.filter(({ kind }) => kind === 'SensorAlive')).toEqual([]);
    expect(seen.filter(({ kind }) => kind === 'SensorDown')).toMatchObject([{ cause: 'LINK_SILENT' }]);
  });
});
