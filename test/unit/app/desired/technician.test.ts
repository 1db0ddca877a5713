import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { DesiredDevice, MINUTE_MS, makeDocument, START_MS } from '../../../support/desired/desired-device.ts';

const DAY = 24 * 60;

async function kept(settings: object = { thresholds: { bounceSeconds: 60 } }): Promise<DesiredDevice> {
  const device = await DesiredDevice.open();
  await device.send(makeDocument(1, settings as Parameters<typeof makeDocument>[1]));
  await device.pass(21);
  expect(device.reported).toMatchObject({ phase: 'kept' });
  return device;
}

const bounceSeconds = (device: DesiredDevice): number => parse(device.text).thresholds.bounceSeconds;

describe('a setting of head office that the technician changed', () => {
  it('is reported with its end, and stays through newer documents', async () => {
    const device = await kept();
    await device.edit(['thresholds', 'bounceSeconds'], 90);
    await device.pass(2);
    const [local] = device.reported?.local ?? [];
    expect(local).toMatchObject({ path: 'thresholds.bounceSeconds', by: 'technician' });
    expect(device.desired.report()).not.toContain('Kim');
    expect(Date.parse(local?.until ?? '')).toBeGreaterThan(START_MS + 6.9 * DAY * MINUTE_MS);
    await device.send(makeDocument(2, { thresholds: { bounceSeconds: 45, engagedSeconds: 9 } }));
    await device.pass(21);
    expect(device.reported).toMatchObject({
      phase: 'kept',
      kept: 2,
      local: [{ path: 'thresholds.bounceSeconds' }],
    });
    expect(parse(device.text).thresholds).toEqual({ bounceSeconds: 90, engagedSeconds: 9 });
  });

  it('comes back after a week by the same trial, though the broker was away when the week ended', async () => {
    const device = await kept();
    await device.edit(['thresholds', 'bounceSeconds'], 90);
    await device.pass(2);
    device.acceptedRows = 0;
    // One look a day is enough for a test: the wall moves, and the next look sees it.
    device.clock.setWall(device.clock.now() + 7.1 * DAY * MINUTE_MS);
    await device.pass(22);
    // No row was accepted: the technician's value is back, and stays for another week.
    expect(bounceSeconds(device)).toBe(90);
    expect(device.reported).toMatchObject({ phase: 'rolled-back', kept: 1 });
    await device.pass(2);
    expect(device.reported?.local).toHaveLength(1);
    device.acceptedRows = 1;
    device.clock.setWall(device.clock.now() + 7.1 * DAY * MINUTE_MS);
    await device.pass(22);
    expect(bounceSeconds(device)).toBe(60);
    expect(device.reported).toMatchObject({ phase: 'kept', kept: 1, local: [] });
  });

  it('is no drift any more when the technician sets head office’s value', async () => {
    const device = await kept();
    await device.edit(['thresholds', 'bounceSeconds'], 90);
    await device.pass(2);
    await device.edit(['thresholds', 'bounceSeconds'], 60);
    await device.pass(2);
    expect(device.reported?.local).toEqual([]);
  });
});

describe('a technician who saves during a trial', () => {
  it('keeps the change when the trial is rolled back', async () => {
    const device = await DesiredDevice.open();
    await device.send(
      makeDocument(1, { thresholds: { bounceSeconds: 60 }, zones: [{ id: 'table', visitSeconds: 9 }] }),
    );
    await device.edit(['zones', 'table', 'name'], 'Big table');
    await device.edit(['zones', 'table', 'visitSeconds'], 11);
    device.acceptedRows = 0;
    await device.pass(21);
    expect(device.reported).toMatchObject({ phase: 'rolled-back' });
    expect(bounceSeconds(device)).toBe(120);
    expect(parse(device.text).zones[0]).toMatchObject({ name: 'Big table', visitSeconds: 11 });
  });

  it('keeps the change when the program ends during the trial', async () => {
    const device = await DesiredDevice.open();
    await device.send(makeDocument(1, { thresholds: { bounceSeconds: 60 } }));
    await device.edit(['zones', 'table', 'name'], 'Big table');
    await device.desired.stop();
    const again = await DesiredDevice.resume(device, device.clock.now());
    expect(parse(again.text).zones[0].name).toBe('Big table');
    await again.pass(22);
    expect(again.reported).toMatchObject({ phase: 'kept' });
    expect(bounceSeconds(again)).toBe(60);
  });

  it('makes a change of a setting that is on trial a local one', async () => {
    const device = await DesiredDevice.open();
    await device.send(makeDocument(1, { thresholds: { bounceSeconds: 60 } }));
    await device.edit(['thresholds', 'bounceSeconds'], 90);
    await device.pass(23);
    expect(bounceSeconds(device)).toBe(90);
    expect(device.reported).toMatchObject({ phase: 'kept', local: [{ path: 'thresholds.bounceSeconds' }] });
  });

  it('has a change of the technician’s own on trial: the document waits for its end', async () => {
    const device = await DesiredDevice.open();
    device.isTechnicianTrying = true;
    await device.send(makeDocument(1, { thresholds: { bounceSeconds: 60 } }));
    expect(device.reported).toMatchObject({
      phase: 'waiting',
      reason: 'a change of the technician is on trial',
    });
    device.isTechnicianTrying = false;
    await device.pass(1);
    expect(device.reported).toMatchObject({ phase: 'trial' });
  });

  it('and took the sensor away that worked before: that is no failure', async () => {
    const device = await DesiredDevice.open();
    await device.send(makeDocument(1, { thresholds: { bounceSeconds: 60 } }));
    device.sensors.delete('door');
    await device.pass(21);
    expect(device.reported).toMatchObject({ phase: 'kept' });
  });
});
