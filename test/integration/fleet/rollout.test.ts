import { expect, test } from 'vitest';
import type { CloudSide } from '../../support/cloud/cloud-side.ts';
import { eventually, openCloudSide } from '../../support/cloud/cloud-side.ts';
import { HeadOffice } from '../../support/desired/fleet-side.ts';
import { ScriptedDevices } from '../../support/desired/scripted-devices.ts';
import { tempDir } from '../../support/temp-dir.ts';

const STORES = Array.from({ length: 20 }, (_, i) => `store-${i + 1}`);
const ON = STORES.slice(0, 18);
const CANARIES = STORES.slice(0, 3);

function writeFolder(office: HeadOffice): void {
  office.write(
    'base.yaml',
    `tenant: acme\nstore: { name: "\${name}" }\nthresholds: { bounceSeconds: 120 }\n`,
  );
  office.write('rollout.yaml', 'stages: [canary, 25 %, all]\nholdMinutes: 0\n');
  const rows = STORES.map((store, i) => `${store},gw-1,${i < 3 ? 'yes' : ''},Store ${i + 1}`);
  office.write('stores.csv', `store,gateway,canary,name\n${rows.join('\n')}\n`);
}

const change = (office: HeadOffice, seconds: number) =>
  office.write('base.yaml', `tenant: acme\nthresholds: { bounceSeconds: ${seconds} }\n`);

async function keptBy(office: HeadOffice, revision: number): Promise<string[]> {
  const gateways = await office.store((store) => store.gateways());
  return gateways.filter(({ report }) => report?.kept === revision).map(({ store }) => store);
}

async function phasesOf(cloud: CloudSide, revision: number) {
  return await cloud.rows<{ store: string; phase: string; reason: string | null }>(
    `SELECT store, phase, p.reason FROM lintel.gateway_report_phase p JOIN lintel.gateway USING (gateway_id)
     JOIN lintel.store USING (store_id) WHERE revision = $1 ORDER BY store`,
    [revision],
  );
}

test('a roll-out goes by stages, halts, is reverted, and reaches those that were off with the newest only', async () => {
  await using cloud = await openCloudSide();
  const ingest = await cloud.open();
  const office = new HeadOffice(tempDir(), cloud);
  writeFolder(office);
  await using devices = await ScriptedDevices.open(cloud.broker.url, ON);
  const isOff = (store: string) => !ON.includes(store);
  devices.behaviour = (store) => (isOff(store) ? undefined : 'kept');
  await eventually(
    'all are seen',
    async () => (await office.store((store) => store.gateways())).length === ON.length,
  );

  const first = await office.rollOut();
  expect(first.said).toContain('20 gateways: 0 unchanged · 20 change');
  expect(first.code).toBe(0);
  await eventually('18 have it', async () => (await keptBy(office, 1)).length === 18);
  const order = devices.received.map(({ stage }) => stage);
  expect(order.slice(0, 3)).toEqual(['canary', 'canary', 'canary']);
  expect([...new Set(order)]).toEqual(['canary', '25 %', 'all']);

  // A canary fails: nobody else is sent anything, and the one that is off never sees it.
  change(office, 60);
  devices.behaviour = (store) => (isOff(store) ? undefined : store === 'store-2' ? 'rolled-back' : 'kept');
  const second = await office.rollOut();
  expect(second.code).toBe(1);
  expect(second.said).toMatch(/halted: 1 of \d gateways failed in stage canary/);
  const sent = await office.store((store) => store.documents(2));
  expect(sent.map(({ store }) => store).sort()).toEqual(CANARIES);
  expect((await phasesOf(cloud, 2)).every(({ store }) => CANARIES.includes(store))).toBe(true);
  expect(await phasesOf(cloud, 2)).toContainEqual({
    ...{ store: 'store-2', phase: 'rolled-back', reason: 'the script says so' },
  });
  const status = await office.status();
  expect(status).toContain('revision 2 (r-2), commit none, halted: 1 of');
  expect(status).toContain('store-2/gw-1: revision 2 rolled-back: the script says so');
  const alerts = await cloud.rows(`SELECT store FROM kpi.alert WHERE rule = 'settings'`);
  expect(alerts).toEqual([{ store: 'store-2' }]);

  // Back to what they had, by a newer revision.
  devices.behaviour = (store) => (isOff(store) ? undefined : 'kept');
  expect(await office.revert()).toBe(0);
  await eventually('the canaries are back', async () => (await keptBy(office, 3)).length >= 3);
  const reverted = devices.received.filter(({ revision }) => revision === 3);
  expect(reverted.map(({ settings }) => settings['thresholds'])).toEqual(
    Array(3).fill({ bounceSeconds: 120 }),
  );

  // The plan knows that the canaries have other settings on their way than the folder says now.
  change(office, 45);
  const fourth = await office.rollOut();
  expect(fourth.code).toBe(0);
  await eventually('18 have it', async () => (await keptBy(office, 4)).length === 18);
  await devices.comeBack(() => 'kept');
  await eventually('all have it', async () => (await keptBy(office, 4)).length === 20);
  const ofTheLate = devices.received.filter(({ to }) => isOff(to.split('/')[1] ?? ''));
  expect(ofTheLate.map(({ revision }) => revision)).toEqual([4, 4]);
  expect((await office.rollOut()).said).toContain('nothing to apply');
  expect(await cloud.rows('SELECT reason FROM lintel.dead_letter')).toEqual([]);
  await ingest.close();
});

test('a halt takes a document back from those that were off, and they come to their last good one', async () => {
  await using cloud = await openCloudSide();
  const ingest = await cloud.open();
  const office = new HeadOffice(tempDir(), cloud);
  writeFolder(office);
  office.write('rollout.yaml', 'stages: [all]\nholdMinutes: 0\n');
  await using devices = await ScriptedDevices.open(cloud.broker.url, ON);
  await eventually(
    'all are seen',
    async () => (await office.store((store) => store.gateways())).length === ON.length,
  );
  const isOff = (store: string) => !ON.includes(store);
  devices.behaviour = (store) => (isOff(store) ? undefined : 'kept');
  expect((await office.rollOut()).code).toBe(0);
  change(office, 60);
  devices.behaviour = (store) => (isOff(store) ? undefined : 'rolled-back');
  expect((await office.rollOut()).code).toBe(1);
  const withdrawn = (await office.store((store) => store.documents(2))).filter(
    ({ isWithdrawn }) => isWithdrawn,
  );
  expect(withdrawn.map(({ store }) => store)).toEqual(expect.arrayContaining(['store-19', 'store-20']));
  await devices.comeBack(() => 'kept');
  await eventually('the late have the good one', async () => {
    const kept = await keptBy(office, 1);
    return kept.includes('store-19') && kept.includes('store-20');
  });
  const ofTheLate = devices.received.filter(({ to }) => isOff(to.split('/')[1] ?? ''));
  expect(ofTheLate.map(({ revision }) => revision)).toEqual([1, 1]);
  await ingest.close();
});
