import { expect, test } from 'vitest';
import { countUnused, findDevices } from '../../../../src/app/console/find-devices.ts';
import type { Settings } from '../../../../src/config/schema.ts';
import { driverTypes, loadDriver } from '../../../../src/drivers/registry.ts';
import { guessPattern } from '../../../../src/drivers/serial-counter.ts';
import type { Machine } from '../../../../src/system/doctor/machine.ts';

const FOLDERS: Readonly<Record<string, readonly string[]>> = {
  '/dev/serial/by-id': ['usb-counter', 'usb-silent', 'usb-used'],
  '/sys/class/bluetooth': ['hci0', 'hci0:11'],
  '/sys/class/video4linux': ['video0', 'video1'],
  '/dev': ['gpiochip0', 'null'],
};
const TEXTS: Readonly<Record<string, string>> = {
  '/sys/class/video4linux/video0/name': 'USB camera',
  '/sys/class/video4linux/video1/index': '1',
};
const MACHINE: Machine = {
  names: (path) => FOLDERS[path] ?? [],
  text: (path) => TEXTS[path],
  run: () => Promise.resolve(undefined),
};
const SETTINGS = {
  sensors: [{ port: { link: 'serial', options: { path: '/dev/serial/by-id/usb-used' } } }],
} as unknown as Settings;

async function* lines({ path }: { readonly path: string }): AsyncGenerator<string> {
  if (path.endsWith('usb-silent')) throw new Error('taken');
  yield '\u0001\u00ff?';
  yield 'IN 00123 OUT 00119';
}

test('what is plugged in and not used is found, with the settings that its driver suggests', async () => {
  const found = await findDevices({
    ...{ machine: MACHINE, serial: { lines }, settings: () => SETTINGS },
    drivers: () => Promise.all(driverTypes.map((type) => loadDriver(type))),
  });
  expect(found.map(({ path, suggestion }) => [path, suggestion])).toEqual([
    [
      '/dev/serial/by-id/usb-counter',
      {
        ...{ type: 'serial-counter', path: '/dev/serial/by-id/usb-counter', baudRate: 9600 },
        patterns: ['IN {in} OUT {out}'],
      },
    ],
    ['/dev/serial/by-id/usb-silent', null],
    ['/dev/video0', { type: 'camera', source: { device: '/dev/video0' } }],
    ['hci0', { type: 'ble-receiver', adapter: 'hci0' }],
    ['gpiochip0', null],
  ]);
  expect(found[0]?.lines).toEqual(['IN 00123 OUT 00119']);
  expect(found[2]?.name).toBe('USB camera');
});

test('ports and cameras that no sensor uses are counted, and the radio and the GPIO chip are not', async () => {
  expect(await countUnused({ machine: MACHINE, settings: () => SETTINGS })).toBe(3);
});

test.each([
  ['C,1,2', 'C,{in},{out}'],
  ['12:00:01 C,1,2', undefined],
  ['{in} 1 2', undefined],
  ['temperature 21.5', undefined],
])('the line %s suggests %s', (line, pattern) => {
  expect(guessPattern(line)).toBe(pattern);
});
