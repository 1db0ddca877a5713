/**
 * Forty gateways in one process, with the product's own storage, uplink and trials, against a real Mosquitto, PostgreSQL and
 * ingest. A revision that stops the door counter, a good one, and five gateways that were off for both.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openCloudSide } from '../../../test/support/cloud/cloud-side.ts';
import type { FleetGateway } from '../../../test/support/desired/fleet-gateway.ts';
import { startFleetGateway } from '../../../test/support/desired/fleet-gateway.ts';
import { HeadOffice } from '../../../test/support/desired/fleet-side.ts';

const GATEWAYS = 40;
const OFF = 5;
/** With a trial of one minute. */
const BACK_WITHIN_S = 300;
const CATCH_UP_WITHIN_S = 240;

const BASE = `tenant: acme
windows: { seconds: 60, latenessSeconds: 1 }
sensors:
  - { id: door, type: serial-counter, path: "/dev/\${port}", mode: total, reportIntervalSeconds: 5 }
doors:
  - { id: front, sensors: [door] }
`;
const POLICY = 'stages: [canary, 10 %, all]\nholdMinutes: 0\ngates: { minutes: 1, extendHours: 0 }\n';
const BAD = 'sensors: [{ id: door, baudRate: 19200 }]\n';
const GOOD = 'thresholds: { bounceSeconds: 60 }\n';

function storeRows(): string {
  const rows = Array.from({ length: GATEWAYS }, (_, i) => {
    const kind = ['kiosk', 'boutique', 'flagship'][i % 3];
    return `store-${i + 1},gw-1,${kind},${i < 3 ? 'yes' : ''},ttyUSB${i}`;
  });
  return ['store,gateway,overlays,canary,port', ...rows, ''].join('\n');
}

export async function run(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'fleet-'));
  await using cloud = await openCloudSide();
  const ingest = await cloud.open();
  const office = new HeadOffice(directory, cloud);
  office.write('base.yaml', BASE);
  office.write('rollout.yaml', POLICY);
  office.write('stores.csv', storeRows());
  for (const name of ['kiosk', 'boutique', 'flagship']) office.write(`overlays/${name}.yaml`, '{}\n');
  const configs = await office.setUp();
  const before = configs.map((config) => readFileSync(config, 'utf8'));
  // The last ones are off.
  const running: FleetGateway[] = [];
  for (const config of configs.slice(0, GATEWAYS - OFF)) running.push(await startFleetGateway(config));
  await untilSeen(office, GATEWAYS - OFF);

  office.write('overlays/kiosk.yaml', BAD);
  office.write('overlays/boutique.yaml', BAD);
  office.write('overlays/flagship.yaml', BAD);
  const beganMs = performance.now();
  const bad = await office.rollOut();
  await untilAll('the canaries are back', CATCH_UP_WITHIN_S, async () => {
    const reports = await standings(office);
    return reports.slice(0, 3).every(({ phase }) => phase === 'rolled-back');
  });
  const backS = (performance.now() - beganMs) / 1_000;
  const after = configs.map((config) => readFileSync(config, 'utf8'));
  const changed = after.filter((text, i) => text !== before[i]).length;
  const documents = await office.store((store) => store.documents(1));
  row('bad revision halted', bad.code === 1 && bad.said.includes('halted'));
  row('gateways that were sent the bad revision', documents.length, 3);
  row('settings files that differ after the roll-back', changed, 0);
  row(
    `seconds until the canaries are back (at most ${BACK_WITHIN_S})`,
    Math.round(backS),
    BACK_WITHIN_S,
    true,
  );

  for (const name of ['kiosk', 'boutique', 'flagship']) office.write(`overlays/${name}.yaml`, GOOD);
  const goodMs = performance.now();
  const good = await office.rollOut();
  const reached = (await standings(office)).filter(({ kept }) => kept === 2).length;
  row('good revision ended well', good.code === 0);
  row('gateways that are on and have it', reached >= 0.9 * (GATEWAYS - OFF));
  console.log(`  in ${Math.round((performance.now() - goodMs) / 1_000)} s, three stages of a minute each`);
  for (const config of configs.slice(GATEWAYS - OFF)) running.push(await startFleetGateway(config));
  const onMs = performance.now();
  await untilAll('all have the good revision', CATCH_UP_WITHIN_S, async () =>
    (await standings(office)).every(({ kept }) => kept === 2),
  ).catch(() => undefined);
  const kept = (await standings(office)).filter((report) => report.kept === 2).length;
  row('gateways with the good revision', kept, GATEWAYS);
  console.log(`  the five that were off, after ${Math.round((performance.now() - onMs) / 1_000)} s`);
  const phases = await cloud.rows<{ n: number }>(
    `SELECT count(*)::int AS n FROM lintel.gateway_report_phase JOIN lintel.gateway USING (gateway_id) JOIN lintel.store
       USING (store_id) WHERE revision = 1 AND store NOT IN ('store-1', 'store-2', 'store-3')`,
  );
  row('phases of the bad revision on other gateways', phases[0]?.n ?? -1, 0);

  await Promise.all(running.map((gateway) => gateway.stop()));
  await ingest.close();
  rmSync(directory, { recursive: true });
}

async function standings(office: HeadOffice) {
  const gateways = await office.store((store) => store.gateways());
  const known = new Map(gateways.map(({ store, report }) => [store, report]));
  return Array.from({ length: GATEWAYS }, (_, i) => {
    const report = known.get(`store-${i + 1}`) ?? null;
    return { phase: report?.phase ?? null, kept: report?.kept ?? null };
  });
}

async function untilSeen(office: HeadOffice, count: number): Promise<void> {
  await untilAll('all are connected', 120, async () => {
    const gateways = await office.store((store) => store.gateways());
    return gateways.filter(({ isSeen }) => isSeen).length >= count;
  });
}

async function untilAll(what: string, seconds: number, condition: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < seconds; i++) {
    if (await condition()) return;
    await sleep(1_000);
  }
  throw new Error(`in vain for ${seconds} s: ${what}`);
}

function row(what: string, value: number | boolean, wanted: number | boolean = true, isLimit = false): void {
  const isGood = isLimit ? value <= wanted : value === wanted;
  console.log(`  ${isGood ? '✓' : '✗'} ${what}: ${value}`);
  if (!isGood) process.exitCode = 1;
}
