import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { stringify } from 'yaml';
import { findDevices } from '../../../src/app/console/find-devices.ts';
import { settingsSchema } from '../../../src/app/settings/settings-schema.ts';
import { parseSettings } from '../../../src/config/parse-settings.ts';
import { driverTypes, loadDriver } from '../../../src/drivers/registry.ts';
import { createSerialLink } from '../../../src/links/serial/serial-link.ts';
import { openMachine } from '../../../src/system/doctor/machine.ts';
import { Pty } from '../../support/links/pty.ts';

const STORE = 'version: 2\ntenant: acme\ngateway: gw-1\nstore: { id: shop, timezone: Europe/Berlin }\n';
/** As rpicam-apps 1.9 lists an AI Camera and a Camera Module 3. */
const LIST = `Available cameras
-----------------
0 : imx500 [4056x3040 10-bit RGGB] (/base/axi/pcie@120000/rp1/i2c@88000/imx500@1a)
    Modes: 'SRGGB10_CSI2P' : 2028x1520 [30.02 fps - (0, 0)/4056x3040 crop]
1 : imx708 [4608x2592 10-bit RGGB] (/base/axi/pcie@120000/rp1/i2c@80000/imx708@1a)
    Modes: 'SRGGB10_CSI2P' : 1536x864 [120.13 fps - (768, 432)/3072x1728 crop]
`;

/** A Pi with what Linux and rpicam-apps show of its devices, under a folder of its own. */
function createPi(list: string) {
  const root = mkdtempSync('/dev/shm/lintel-pi-');
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const nodes = {
    video0: 'USB 2.0 Camera',
    video1: 'USB 2.0 Camera',
    video2: 'rp1-cfe-csi2_ch0',
    video3: 'pispbe-input',
  };
  for (const [i, [node, name]] of Object.entries(nodes).entries()) {
    write(`/dev/${node}`, '');
    write(`/sys/class/video4linux/${node}/name`, `${name}\n`);
    write(`/sys/class/video4linux/${node}/index`, i === 1 ? '1\n' : '0\n');
  }
  write('/dev/serial/by-id/.keep', '');
  rmSync(join(root, '/dev/serial/by-id/.keep'));
  write('/bin/rpicam-hello', `#!/bin/sh\n[ "$1" = --list-cameras ] && cat <<'END'\n${list}END\n`);
  chmodSync(join(root, '/bin/rpicam-hello'), 0o755);
  vi.stubEnv('PATH', `${join(root, 'bin')}:${process.env['PATH']}`);
  onTestFinished(() => void vi.unstubAllEnvs());
  return root;
}

function search(root: string, sensors: readonly object[] = []) {
  const serial = createSerialLink();
  return findDevices({
    machine: openMachine(root),
    serial: {
      lines: (options, signal) => serial.lines({ ...options, path: join(root, options.path) }, signal),
    },
    settings: () => ({ sensors }) as never,
    drivers: () => Promise.all(driverTypes.map(loadDriver)),
    listenMs: 10_000,
  });
}

test('ports that speak, USB cameras and Pi cameras are found on real device files, with settings that are good', async () => {
  const root = createPi(LIST);
  const path = '/dev/serial/by-id/usb-counter-if00';
  const pty = await Pty.plugIn(join(root, path));
  onTestFinished(() => pty.unplug());
  let n = 118;
  const speaking = setInterval(() => {
    n += 1;
    void pty.write(`IN 00${n} OUT 00119\r\n`);
  }, 100);
  onTestFinished(() => clearInterval(speaking));
  const found = await search(root);
  expect(found.map(({ path: at, suggestion, place }) => [at, suggestion, place])).toEqual([
    [path, { type: 'serial-counter', path, baudRate: 9600, patterns: ['IN {in} OUT {out}'] }, 'door'],
    ['rpicam 0', { type: 'camera', source: { rpicam: 0, accelerator: 'imx500' } }, null],
    ['rpicam 1', { type: 'camera', source: { rpicam: 1 } }, null],
    ['/dev/video0', { type: 'camera', source: { device: '/dev/video0' } }, null],
  ]);
  expect(found[0]?.lines[0]).toMatch(/^IN 00\d+ OUT 00119$/);
  const sensors = found.map(({ suggestion }, i) => ({ id: `found-${i}`, ...suggestion }));
  const { settings, problems } = parseSettings(`${STORE}${stringify({ sensors })}`, await settingsSchema());
  expect(problems).toEqual([]);
  expect(await search(root, settings?.sensors)).toEqual([]);
});

test('a Pi without a camera, and a machine that is no Pi, have none', async () => {
  const root = createPi('No cameras available!\n');
  rmSync(join(root, 'dev/serial'), { recursive: true });
  expect((await search(root)).map(({ path }) => path)).toEqual(['/dev/video0']);
  rmSync(join(root, 'bin/rpicam-hello'));
  expect((await search(root)).map(({ path }) => path)).toEqual(['/dev/video0']);
});
