/**
 * The product's own gateway in simulated shops, against the truth: `node scripts/benchmarks/sim-shops.ts [HOURS] [SEED] [SHOP]`.
 * Writes a page and a JSON file per shop to the folder SIM_REPORTS, when that is set.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Gateway } from '../../src/app/gateway.ts';
import { settingsSchema } from '../../src/app/settings-schema.ts';
import { parseSettings } from '../../src/config/parse-settings.ts';
import type { WindowSummary } from '../../src/core/metrics/summary.ts';
import { demoShop } from '../../src/sim/demo-shop.ts';
import { kioskShop } from '../../src/sim/kiosk-shop.ts';
import { PathRecorder } from '../../src/sim/path-recorder.ts';
import { renderReport } from '../../src/sim/report-page.ts';
import { settingsOf } from '../../src/sim/settings-of.ts';
import type { Shop } from '../../src/sim/shop-parts.ts';
import { ShopTruth } from '../../src/sim/shop-truth.ts';
import type { SimReport } from '../../src/sim/sim-report.ts';
import { createSimReport } from '../../src/sim/sim-report.ts';
import { createSimShop } from '../../src/sim/sim-shop.ts';
import { supermarketShop } from '../../src/sim/supermarket-shop.ts';
import { VirtualClock } from '../../src/sim/virtual-clock.ts';
import { memoryStore, silentLog } from '../../test/support/sim-gateway.ts';

const SHOPS: Readonly<Record<string, Shop>> = {
  boutique: demoShop(),
  supermarket: supermarketShop(),
  kiosk: kioskShop(),
};
/** A Tuesday, when every shop has been open for a while. */
const START_MS = Date.UTC(2026, 2, 3, 10);
const HOUR_MS = 3_600_000;
/** The last window closes after its end. */
const CLOSING_MS = 20_000;

export async function run(hours = 10, seed = 1, only?: string): Promise<void> {
  for (const [name, shop] of Object.entries(SHOPS)) {
    if (only !== undefined && only !== name) continue;
    const startedMs = performance.now();
    const report = await simulate(name, shop, hours, seed);
    const tookS = (performance.now() - startedMs) / 1000;
    const { truth } = report;
    console.log(
      `\n${name}: ${hours} h with ${truth.store.entries} entries and ${truth.store.passersBy} passers-by ` +
        `in ${tookS.toFixed(1)} s, ${((hours * 3600) / tookS).toFixed(0)} times real time`,
    );
    print(report);
    write(name, report);
  }
}

async function simulate(
  name: string,
  { layout, scenario }: Shop,
  hours: number,
  seed: number,
): Promise<SimReport> {
  const clock = new VirtualClock(START_MS);
  const truth = new ShopTruth(layout);
  const { widthM, heightM } = layout.floor;
  const recorder = new PathRecorder({ minX: -1, minY: -1, maxX: widthM + 1, maxY: heightM + 3 }, 5);
  const { links } = createSimShop({ layout, scenario, seed, clock, witnesses: [truth, recorder] });
  const { settings, problems } = parseSettings(JSON.stringify(settingsOf(layout)), await settingsSchema());
  if (settings === undefined) throw new Error(JSON.stringify(problems));
  const summaries: WindowSummary[] = [];
  const gateway = new Gateway({
    settings,
    links,
    store: memoryStore(),
    openUplink: undefined,
    clock,
    timeQuality: () => 'synced',
    random: () => 0.5,
    log: silentLog,
    version: 'sim',
  });
  gateway.pipeline.listen({ summary: (summary) => summaries.push(summary) });
  await gateway.start();
  await clock.run({ untilMs: START_MS + hours * HOUR_MS + CLOSING_MS });
  await gateway.stop();
  return createSimReport({ title: `Simulated ${name}`, seed, truth, summaries, recorder });
}

function print({ comparisons, zones }: SimReport): void {
  console.log('number            of             span    n   truth published    bias  error  intervals');
  for (const c of comparisons) {
    if (c.span === 'window' || (c.span === 'hour' && c.intervals.n === 0)) continue;
    const share = c.errorShare === null ? '–' : `${(100 * c.errorShare).toFixed(1)} %`;
    const scale = c.metric.endsWith('Ms') ? 1000 : 1;
    console.log(
      `${c.metric.padEnd(17)} ${c.of.padEnd(14)} ${c.span.padEnd(6)} ${String(c.n).padStart(2)} ` +
        `${(c.truthMean / scale).toFixed(1).padStart(7)} ${(c.estimateMean / scale).toFixed(1).padStart(9)} ` +
        `${(c.bias / scale).toFixed(2).padStart(7)} ${share.padStart(7)}  ` +
        (c.intervals.n === 0 ? '' : `${c.intervals.holding}/${c.intervals.n}`),
    );
  }
  for (const { zone, reasons } of zones) console.log(`  ${zone}: ${reasons.join('; ') || 'no reason found'}`);
}

function write(name: string, report: SimReport): void {
  const folder = process.env['SIM_REPORTS'];
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.html`), renderReport(report));
  const { layout: _drawn, heat: _map, paths: _lines, ...numbers } = report;
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(numbers, undefined, 1)}\n`);
}

if (import.meta.main) {
  const [hours = '10', seed = '1', only] = process.argv.slice(2);
  await run(Number(hours), Number(seed), only);
}
