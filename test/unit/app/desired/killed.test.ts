import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { DesiredDevice, makeDocument } from '../../../support/desired/desired-device.ts';
import { tempDir } from '../../../support/temp-dir.ts';

const NEW = { thresholds: { bounceSeconds: 60, engagedSeconds: 9 } };

/** What the disk holds after each step of a scenario, and when. */
async function playSteps(play: (device: DesiredDevice) => Promise<void>) {
  const device = await DesiredDevice.open();
  const shelf = tempDir();
  const steps: { readonly folder: string; readonly atMs: number; readonly phase: string | undefined }[] = [];
  device.written = () => {
    const folder = join(shelf, String(steps.length));
    cpSync(device.directory, folder, { recursive: true });
    steps.push({ folder, atMs: device.clock.now(), phase: device.reported?.phase ?? undefined });
  };
  const before = device.text;
  await play(device);
  device.written = () => undefined;
  await device.desired.stop();
  return { device, steps, before };
}

function restore(device: DesiredDevice, folder: string): void {
  rmSync(device.directory, { recursive: true });
  cpSync(folder, device.directory, { recursive: true });
}

it('starts on the old settings after a kill at any step of a good trial, and keeps the new ones in the end', async () => {
  const { device, steps, before } = await playSteps(async (each) => {
    await each.send(makeDocument(1, NEW));
    await each.pass(21);
  });
  expect(new Set(steps.map(({ phase }) => phase))).toEqual(new Set(['waiting', 'trial', 'kept']));
  expect(steps.length).toBeGreaterThan(4);
  for (const { folder, atMs, phase } of steps) {
    restore(device, folder);
    const started: string[] = [];
    const again = await DesiredDevice.resume(device, atMs);
    started.push(again.text);
    if (phase === 'kept') expect(parse(again.text)).toMatchObject(NEW);
    expect(again.reported?.highest).toBe(1);
    await again.pass(22);
    expect(again.reported, `after a kill in '${phase}'`).toMatchObject({ phase: 'kept', kept: 1 });
    expect(parse(again.text)).toMatchObject(NEW);
    await again.desired.stop();
  }
  expect(before).not.toBe(device.text);
});

it('ends on the old settings after a kill at any step of a roll-back', async () => {
  const { device, steps, before } = await playSteps(async (each) => {
    await each.send(makeDocument(1, NEW));
    each.acceptedRows = 0;
    await each.pass(21);
  });
  expect(steps.map(({ phase }) => phase)).toContain('rolled-back');
  for (const { folder, atMs } of steps) {
    restore(device, folder);
    const again = await DesiredDevice.resume(device, atMs);
    again.acceptedRows = 0;
    await again.pass(25);
    expect(again.text).toBe(before);
    expect(again.reported).toMatchObject({ phase: 'rolled-back', kept: null, highest: 1 });
    expect(again.reported?.reason).toMatch(/broker/);
    await again.desired.stop();
  }
});

it('has the old file again before anything reads it, and gives up after the second kill of a trial', async () => {
  const device = await DesiredDevice.open();
  const before = device.text;
  await device.send(makeDocument(1, NEW));
  await device.desired.stop();
  const texts: string[] = [];
  for (const [minutes, phase] of [
    [3, 'trial'],
    [6, 'rolled-back'],
  ] as const) {
    const again = await DesiredDevice.resume(device, device.clock.now() + minutes * 60_000);
    texts.push(again.text);
    expect(again.reported).toMatchObject({ phase });
    await again.desired.stop();
  }
  expect(texts[1]).toBe(before);
});
