// What Live says of its numbers and dots, and the way back from a change: on every page, and in words that show the direction.
import { expect, onTestFinished, test } from 'vitest';
import type { EpochMs } from '../../src/core/model/ids.ts';
import type { GatewayView, LivePeople, StoreView, TodayView } from '../../src/ports/console/console.ts';
import type { TestConsole } from '../integration/web/web-console.ts';
import { getOrigin, openTestConsole, SETTINGS_TEXT, STATUS } from '../integration/web/web-console.ts';
import type { Phone } from './browser.ts';
import { isBrowserAbsent, openPhone } from './browser.ts';

const AT = 1_800_000_000_000;
/** A wide store with a queue of 2 m² on its left side. */
const VIEW = {
  spaces: [
    { id: 'floor', name: 'floor', unit: 'm', width: 20, height: 8 },
    { id: 'cam', name: 'cam', unit: 'px', width: 640, height: 480 },
  ],
  cameras: [
    {
      id: 'cam',
      calibration: [{ picture: [0, 0], floor: [0, 0] }],
      ignored: { areas: 0, leastScore: undefined, stationaryMinutes: 0 },
    },
  ],
  zones: [
    {
      ...{ space: 'floor', serves: false, id: 'line', name: 'Till queue', queue: true },
      polygon: [
        [1, 1],
        [3, 1],
        [3, 3],
        [1, 3],
      ],
    },
  ],
} satisfies Partial<StoreView>;

async function openPage(shop: TestConsole, at: string): Promise<Phone> {
  const phone = await openPhone(getOrigin(shop.port));
  const { code } = await shop.console.pair({ role: 'technician', lan: false });
  await phone.page.goto(`/#${at}`);
  await phone.page.locator('#code').fill(code);
  await phone.page.keyboard.press('Enter');
  return phone;
}

/** The camera of the test console sees. */
const SEEN = {
  sensors: STATUS.sensors.map(({ sensor, name, type, since, restarts }) => ({
    ...{ sensor, name, type, since, restarts, state: 'up' as const },
  })),
} satisfies Partial<GatewayView>;
const WAITS = {
  queues: [{ id: 'line', waitMeanMs: 32_000, waitRangeMs: [27_000, 37_000] }],
} as const satisfies Partial<TodayView>;

/**
 * Five people: a visitor in the queue for 75 s, one in no zone, a member of staff, one beyond the plan, and one whom no
 * camera sees at the moment, but who is counted in the queue.
 */
function peopleAt(at: number, occupancy: LivePeople['occupancy']): LivePeople {
  return {
    at: at as EpochMs,
    people: [
      [0, 1, 2, 2, 0],
      [0, 2, 12, 6, 0],
      [0, 3, 16, 2, 1],
      [0, 4, 18, 8.4, 0],
      [0, 5, 2.5, 2.8, 2],
    ],
    visits: [
      [0, 1, (AT - 75_000) as EpochMs],
      [0, 5, (AT - 20_000) as EpochMs],
    ],
    waiting: [[0, 1, 200]],
    ...{ heads: [], occupancy },
  };
}

test.skipIf(isBrowserAbsent())(
  'Live says how many wait and for how long, what each dot is, and of when an old number is',
  async () => {
    const shop = await openTestConsole(SETTINGS_TEXT, { view: VIEW, status: SEEN, today: WAITS });
    shop.live = peopleAt(AT, { at: AT as EpochMs, people: 4, low: 3, high: 5 });
    const { page, complaints } = await openPage(shop, 'live');
    const hero = page.locator('.hero');
    await hero.getByText('95 % sure: 3 to 5').waitFor();
    await page.getByText('2 there, 1 waiting · wait now about 3:20').waitFor();
    await page.getByText('Mean wait today 32 s (95 % sure: 27 s to 37 s)').waitFor();
    expect(await page.locator('.legend span').allTextContents()).toEqual([
      ...['Visitor', 'Out of sight', 'Outside', 'Staff, not in zone counts'],
    ]);

    // The drawing lies as on a desk: what is left on the plan is left here.
    const dots = page.locator('.map .dot');
    await dots.nth(4).waitFor();
    expect(await dots.count()).toBe(5);
    expect(await page.locator('.map .dot.beyond').count()).toBe(1);
    expect(await page.locator('.map .dot.unsighted').count()).toBe(1);
    const [queue, free, staff] = await Promise.all([0, 1, 2].map((i) => dots.nth(i).boundingBox()));
    if (queue == null || free == null || staff == null) throw new Error('a dot is not drawn');
    expect(queue.x).toBeLessThan(free.x);
    expect(queue.y).toBeLessThan(free.y);
    const tap = async ({ x, y, width }: { readonly x: number; readonly y: number; readonly width: number }) =>
      await page.touchscreen.tap(x + width / 2, y + width / 2);
    await tap(queue);
    await page.getByText('Visitor, Till queue for 1:15').waitFor();
    await tap(staff);
    await page.locator('.legend').getByText('Staff, not in zone counts', { exact: true }).waitFor();
    await page.locator('.map .dot.staff.chosen').waitFor();

    // A page that is opened between two messages starts with the last one.
    await page.goto('/#devices');
    await dots.first().waitFor({ state: 'detached' });
    await page.goto('/#live');
    await dots.nth(2).waitFor();

    // The doors are counted no more: the number is of then, and none of now.
    let at = AT + 60_000;
    const ticking = setInterval(() => {
      at += 100;
      shop.live = peopleAt(at, { at: AT as EpochMs, people: 4, low: 3, high: 5 });
    }, 100);
    onTestFinished(() => clearInterval(ticking));
    await hero.getByText('was 4 at 08:00').waitFor();
    expect(await hero.locator('b').first().textContent()).toBe('–');
    expect(complaints).toEqual([]);
  },
  120_000,
);

test.skipIf(isBrowserAbsent())(
  'a change on trial stands on every page, and earlier versions say what going back does',
  async () => {
    let trial = { hash: '', oldHash: '' };
    const ended: string[] = [];
    const shop = await openTestConsole(
      SETTINGS_TEXT.replace('type: camera', 'name: Till\n    type: camera'),
      {
        trials: {
          view: () => ({
            running: {
              ...{ ...trial, by: 'Ada', counts: [] },
              ...{ startedAt: '2027-01-15T12:07:00.000Z', endsAt: '2027-01-15T14:07:00.000Z' },
            },
            last: null,
          }),
          end: (outcome) => {
            ended.push(outcome);
            return Promise.resolve(undefined);
          },
        },
      },
    );
    const headers = await shop.pair();
    const hashNow = async () => String((await shop.ask('/api/settings', { headers })).json['hash']);
    const base = await hashNow();
    const edits = [{ path: ['sensors', 'cam', 'name'], value: 'Door' }];
    const body = JSON.stringify({ base, edits, note: '' });
    await shop.ask('/api/settings/apply', { method: 'POST', headers, body });
    trial = { hash: await hashNow(), oldHash: base };
    const { page, complaints } = await openPage(shop, 'devices');
    const strip = page.locator('.strip').filter({ hasText: 'on trial until 14:07' });
    for (const at of ['live', 'insights', 'plan', 'settings/versions']) {
      await strip.waitFor();
      await page.evaluate((to) => location.assign(`#${to}`), at);
    }
    const rows = page.locator('#versions > li');
    await rows.first().getByText('Sensor Door: Name Till → Door').waitFor();
    expect(await rows.last().textContent()).toContain('As found');
    await rows.last().getByRole('button', { name: 'Bring back all settings' }).tap();
    const dialog = page.locator('dialog[open]');
    await dialog.getByText('as they were found').waitFor();
    await dialog.getByText('Sensor Till: Name Door → Till').waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).tap();

    await strip.getByRole('button', { name: 'Undo this change' }).tap();
    await dialog.getByText('Sensor Till: Name Door → Till').waitFor();
    await dialog.getByRole('button', { name: 'Undo this change' }).tap();
    await expect.poll(() => ended).toEqual(['taken-back']);
    expect(complaints.filter((text) => !text.startsWith('Failed to load'))).toEqual([]);
  },
  120_000,
);
