/**
 * A simulated shop whose display listens to a real broker: the gateway's schedule and rules drive the display, the shop
 * answers to what the display shows, and the analysis finds the planted uplift from stored windows.
 */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ExperimentFile } from '../../src/app/experiments/experiment-file.ts';
import { ExperimentService } from '../../src/app/experiments/experiment-service.ts';
import { viewExperiments } from '../../src/app/experiments/experiment-view.ts';
import { Reactions } from '../../src/app/gateway/reactions.ts';
import { buildStoreModel } from '../../src/app/settings/build-store-model.ts';
import type { EpochMs } from '../../src/core/model/ids.ts';
import type { WindowSummary, ZoneSummary } from '../../src/core/model/window-summary.ts';
import { RuleEngine } from '../../src/core/rules/rule-engine.ts';
import { createRandom } from '../../src/core/statistics/seeded-random.ts';
import { openSubscriber, startMosquitto } from '../support/links/mosquitto.ts';
import { RealClock } from '../support/real-clock.ts';
import { silentLog } from '../support/silent-log.ts';
import { localNetwork, parseStore } from '../support/stores/reacting-store.ts';
import { tempDir } from '../support/temp-dir.ts';
import { sampleWindow } from '../support/windows.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const QUARTER_MS = HOUR_MS / 4;
/** A Monday. */
const START = Date.UTC(2026, 5, 1);
const WEEKS = 4;
const PLANTED = 0.25;
const TOPIC = 'lintel/local/corner/screen';

const settingsText = (url: string) => `
version: 2
tenant: acme
gateway: gw-1
store: { id: corner, hours: { opens: "09:00", closes: "19:00" } }
sensors:
  - { id: cam, type: camera, source: { rtsp: "rtsp://192.0.2.10/x" }, widthPx: 640, heightPx: 480 }
zones:
  - { id: table, space: cam, polygon: [[10, 10], [200, 10], [200, 200], [10, 200]] }
experiments:
  - { id: window, a: Shoes, b: Hats, measure: engaged, zone: table, from: "2026-06-01", weeks: ${WEEKS}, washOutMinutes: 15 }
outputs:
  - { id: screen, type: mqtt, broker: { url: "${url}" }, topic: ${TOPIC} }
rules:
  - { id: hats, when: { variant: { experiment: window, is: b } }, then: [{ output: screen }] }
`;

/** Visits of the table in each quarter of an hour; more of them engage while the display shows hats. */
class Shop {
  readonly stored: { readonly startMs: number; readonly window: WindowSummary }[] = [];
  readonly #random = createRandom(5);

  live(startMs: number, isHats: boolean): void {
    const day = Math.floor(startMs / DAY_MS);
    const visits = 25 + 6 * (day % 7) + Math.floor(12 * this.#random());
    const share = 0.3 * (1 + (isHats ? PLANTED : 0));
    let engaged = 0;
    for (let i = 0; i < visits; i++) if (this.#random() < share) engaged += 1;
    const window = sampleWindow(0, {});
    const zone = {
      zone: 'table',
      coverage: 1,
      n: visits,
      definition: 'zone/1',
      visits,
      engaged,
    } as ZoneSummary;
    this.stored.push({
      startMs,
      window: { ...window, startAt: new Date(startMs).toISOString(), durationMs: QUARTER_MS, zones: [zone] },
    });
  }

  readonly windows = (fromMs: number, toMs: number) =>
    this.stored.flatMap(({ startMs, window }) => (startMs >= fromMs && startMs < toMs ? [window] : []));
}

test('an experiment drives a display through MQTT and finds the planted uplift', async () => {
  await using broker = await startMosquitto();
  await using display = await openSubscriber({ url: broker.url, topic: `${TOPIC}/#` });
  const settings = await parseStore(settingsText(broker.url));
  const model = buildStoreModel(settings);
  if (model.reactions === undefined) throw new Error('the settings have rules');
  const clock = new RealClock();
  const reactions = new Reactions({
    ...{ settings, log: silentLog, random: () => 0.5, version: '0', network: localNetwork },
    // Changes of a made-up time are never late, and never faster than a display takes them.
    clock: {
      ...clock,
      now: () => atMs as EpochMs,
      monotonicMs: () => atMs,
      sleep: (ms: number) => clock.sleep(ms),
    },
    gpio: {
      hold: () => {
        throw new Error('no lamps here');
      },
    },
  });
  let atMs = START - WEEKS * 7 * DAY_MS;
  const rules = new RuleEngine({
    ...{
      model,
      rules: model.reactions,
      isLive: () => true,
      hasCounted: () => true,
      queueLength: () => 0,
      isStaff: () => false,
    },
    changed: (change) => reactions.changed(change),
  });
  const shop = new Shop();
  const service = new ExperimentService({
    ...{ settings, windows: shop.windows, define: () => 'one', log: silentLog },
    file: new ExperimentFile(join(tempDir(), 'experiments.json'), silentLog),
  });
  reactions.open();
  const shown = () => display.messages.at(-1)?.text.includes('"on"') === true;
  for (; atMs < START + WEEKS * 7 * DAY_MS; atMs += QUARTER_MS) {
    const hour = Math.floor(atMs / HOUR_MS) % 24;
    if (hour < 9 || hour > 19) continue;
    rules.tick(atMs as EpochMs);
    const wanted = rules.getState('hats')?.state === 'on';
    if (shown() !== wanted) await display.until('the display', () => shown() === wanted, 5_000);
    if (hour < 19) shop.live(atMs, shown());
    for (let second = 0; second < 8; second++) service.tick(atMs + second);
  }
  const [view] = viewExperiments(service, settings, atMs);
  await reactions.close();
  expect(view?.complete).toBe(view?.pairs);
  expect(view?.result).toMatchObject({ verdict: 'b', reasons: [] });
  expect(view?.result?.uplift.low).toBeLessThan(PLANTED);
  expect(view?.result?.uplift.high).toBeGreaterThan(PLANTED);
  expect(view?.result?.uplift.low).toBeGreaterThan(0.1);
  // What it promised before the start: 25 % is seen, and the weeks before show nothing.
  expect(view?.promise?.visibleUplift).toBeLessThan(PLANTED);
  expect(view?.promise?.pValueBefore).toBeGreaterThan(0.01);
});
