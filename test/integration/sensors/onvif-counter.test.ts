import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import type { SensorObservation } from '../../../src/core/model/observation.ts';
import { driver } from '../../../src/drivers/onvif-counter.ts';
import { createOnvifLink } from '../../../src/links/onvif/onvif-link.ts';
import { configuredSensor } from '../../support/configured-sensor.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { recordedLinks } from '../../support/links/recorded-links.ts';
import { crossing, OnvifStandIn } from '../../support/onvif/onvif-stand-in.ts';
import { RealClock } from '../../support/real-clock.ts';
import { until } from '../../support/until.ts';

const PASSWORD = 'a camera’s own';

async function counter(camera: OnvifStandIn, password = PASSWORD) {
  const folder = mkdtempSync(join(tmpdir(), 'lintel-onvif-'));
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, `${password}\n`);
  const settings = {
    url: await camera.listen(),
    username: 'lintel',
    passwordFile,
    inRule: 'In',
    outRule: 'Out',
  };
  const recording = { settings, items: [], levels: [], expected: [] };
  const links = {
    ...recordedLinks(recording, new FakeClock(0), 'stall'),
    onvif: createOnvifLink({ renewMs: 700 }),
  };
  const abort = new AbortController();
  const seen: SensorObservation[] = [];
  let error: unknown;
  const done = (async () => {
    try {
      const sensor = configuredSensor(driver, settings);
      for await (const one of sensor.open(links, { clock: new RealClock(), signal: abort.signal }))
        seen.push(one);
    } catch (caught) {
      error = caught;
    }
  })();
  onTestFinished(async () => {
    abort.abort();
    await done;
    camera.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const sum = (direction: 'entered' | 'left') =>
    seen.reduce((all, one) => all + (one.kind === 'IntervalCounted' ? (one[direction] ?? 0) : 0), 0);
  return { seen, sum, done, error: () => error };
}

test('counts a thousand crossings once each over broken connections, a wrong clock and refused renewals', async () => {
  const camera = new OnvifStandIn(PASSWORD);
  camera.clockAheadMs = 3_600_000;
  const { seen, sum, error } = await counter(camera);
  await until('a subscription', () => camera.subscribed === 1);
  for (let i = 0; i < 1_000; i++) {
    camera.notify(crossing(i % 5 < 3 ? 'In' : 'Out', Date.now() + camera.clockAheadMs, i));
    if (i % 10 === 0) await sleep(40);
    camera.isCut = i % 300 > 240;
    camera.refusesRenewals = i % 400 > 200;
  }
  camera.isCut = false;
  await until('all of them', () => sum('entered') + sum('left') >= 1_000);
  await sleep(1_500);
  expect({ in: sum('entered'), out: sum('left') }).toEqual({ in: 600, out: 400 });
  expect(camera.subscribed).toBeGreaterThan(1);
  expect(error()).toBeUndefined();
  const told = seen.filter((one) => one.kind === 'IntervalCounted');
  for (const [i, one] of told.entries()) if (i > 0) expect(one.from).toBe(told[i - 1]?.to);
});

test('says that its password is wrong, and asks no further', async () => {
  const { done, error } = await counter(new OnvifStandIn(PASSWORD), 'another');
  await done;
  expect(error()).toMatchObject({ code: 'LINK_REFUSED' });
});
