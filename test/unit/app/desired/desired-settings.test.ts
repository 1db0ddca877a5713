import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { DesiredDevice, makeDocument } from '../../../support/desired/desired-device.ts';

const GOOD = { thresholds: { bounceSeconds: 60 }, sensors: [{ id: 'door', name: 'Door' }] };

describe('a document of head office', () => {
  it('is applied, tried for its minutes, and kept', async () => {
    const device = await DesiredDevice.open();
    await device.send(makeDocument(1, GOOD));
    expect(parse(device.text).thresholds).toEqual({ bounceSeconds: 60 });
    expect(device.text).toContain('# above the door');
    expect(device.reported).toMatchObject({
      phase: 'trial',
      revision: 1,
      kept: null,
      until: '2026-05-04T09:20:00Z',
    });
    await device.pass(19);
    expect(device.reported).toMatchObject({ phase: 'trial' });
    await device.pass(2);
    expect(device.reported).toMatchObject({ phase: 'kept', revision: 1, kept: 1, highest: 1, proven: false });
    expect(device.events.map((event) => (event as { phase: string }).phase)).toEqual(['trial', 'kept']);
    expect(device.audits).toEqual(['settings from afar trial', 'settings from afar kept']);
  });

  it('puts back what the one before it set and it does not, and leaves the technician’s own settings', async () => {
    const device = await DesiredDevice.open();
    await device.send(
      makeDocument(1, { thresholds: { engagedSeconds: 10 }, zones: [{ id: 'table', visitSeconds: 9 }] }),
    );
    await device.pass(21);
    expect(parse(device.text)).toMatchObject({ thresholds: { bounceSeconds: 120, engagedSeconds: 10 } });
    await device.send(makeDocument(2, { zones: [{ id: 'table', visitSeconds: 8 }] }));
    await device.pass(21);
    expect(parse(device.text).thresholds).toEqual({ bounceSeconds: 120 });
    expect(parse(device.text).zones[0]).toMatchObject({ name: 'Table', visitSeconds: 8 });
  });

  it('that changes nothing is kept at once', async () => {
    const device = await DesiredDevice.open();
    const before = device.text;
    await device.send(makeDocument(3, { thresholds: { bounceSeconds: 120 } }));
    expect(device.reported).toMatchObject({ phase: 'kept', kept: 3 });
    expect(device.text).toBe(before);
  });

  it('names things that this store does not have, and makes none', async () => {
    const device = await DesiredDevice.open();
    await device.send(makeDocument(1, { ...GOOD, zones: [{ id: 'fitting', engagedSeconds: 60 }] }));
    await device.pass(21);
    expect(device.reported).toMatchObject({ phase: 'kept', absent: ['zones.fitting'] });
    expect(parse(device.text).zones).toHaveLength(1);
  });

  it('that is newer ends the trial of an older one, from the old settings on', async () => {
    const device = await DesiredDevice.open();
    await device.send(makeDocument(1, { thresholds: { engagedSeconds: 10 } }));
    await device.send(makeDocument(2, GOOD));
    expect(device.reported).toMatchObject({ phase: 'trial', revision: 2 });
    expect(parse(device.text).thresholds).toEqual({ bounceSeconds: 60 });
    await device.pass(21);
    expect(device.reported).toMatchObject({ phase: 'kept', kept: 2 });
  });
});

describe('a trial', () => {
  it('rolls back when a sensor that worked stops working, byte for byte', async () => {
    const device = await DesiredDevice.open();
    const before = device.text;
    device.reloaded = () => void device.sensors.set('door', 'waiting');
    await device.send(makeDocument(1, GOOD));
    device.reloaded = () => void device.sensors.set('door', 'up');
    await device.pass(11);
    expect(device.text).toBe(before);
    expect(device.reported).toMatchObject({ phase: 'rolled-back', kept: null, highest: 1 });
    expect(device.reported?.reason).toContain('door');
    expect(device.events.at(-1)).toMatchObject({
      kind: 'SettingsChanged',
      phase: 'rolled-back',
      revision: 1,
    });
  });

  it('is no failure of a sensor that was down before', async () => {
    const device = await DesiredDevice.open();
    device.sensors.set('cam', 'waiting');
    await device.send(makeDocument(1, GOOD));
    await device.pass(21);
    expect(device.reported).toMatchObject({ phase: 'kept' });
  });

  it('rolls back when the broker takes no row, and says that the settings may be good', async () => {
    const device = await DesiredDevice.open();
    device.reloaded = () => {
      device.acceptedRows = 0;
    };
    await device.send(makeDocument(1, GOOD));
    await device.pass(21);
    expect(device.reported).toMatchObject({ phase: 'rolled-back' });
    expect(device.reported?.reason).toMatch(/broker accepted no row .* settings good/);
  });

  it('is back within five minutes where it lasts one', async () => {
    const device = await DesiredDevice.open();
    device.reloaded = () => {
      device.acceptedRows = 0;
    };
    const gates = { minutes: 1, countsAtLeast: 0.3, extendHours: 0 };
    await device.send(makeDocument(1, GOOD, { gates }));
    await device.pass(4.2);
    expect(device.reported).toMatchObject({ phase: 'rolled-back' });
  });

  it('rolls back at once when the gateway cannot start on the settings', async () => {
    const device = await DesiredDevice.open();
    const before = device.text;
    device.reloaded = () => Promise.reject(new Error('no such thing'));
    await device.send(makeDocument(1, GOOD));
    expect(device.text).toBe(before);
    expect(device.reported).toMatchObject({ phase: 'refused' });
    expect(device.reported?.reason).toContain('no such thing');
  });
});
