import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSubscriber, startMosquitto } from '../../test/support/links/mosquitto.ts';
import { MODELS, sharedPath } from '../../test/support/shared-data.ts';
import { TestAuthority } from '../../test/support/tls.ts';
import type { VirtualPiCase } from '../lib/virtual-pi/case.ts';
import { bluetooth, HOST_ADDRESS, networkTo, usbSerial, usbStick } from '../lib/virtual-pi/devices.ts';
import { copyDisk, makeDisk } from '../lib/virtual-pi/disks.ts';
import { madeOnce } from '../lib/virtual-pi/made-once.ts';
import { buildPackage, rehearsePackage } from '../lib/virtual-pi/packages.ts';
import { receivedAsks } from '../lib/virtual-pi/received.ts';

/** Each begins with a start of the machine, on the disk that the one before left. */
const PHASES = ['install', 'unplug', 'upgrade', 'remove', 'stick'] as const;
/** FROM=upgrade continues where an earlier run of the phases before it ended. */
const FIRST = PHASES.findIndex((phase) => phase === (process.env['FROM'] ?? 'install'));

const settings = (port: number): string => `version: 2
tenant: acme
gateway: virtual-pi
store: { id: bench, timezone: Europe/London }
windows: { seconds: 10, latenessSeconds: 2 }
sensors:
  - { id: radio, type: ble-receiver }
  - { id: beams, type: beam-pair, chip: pinctrl-bcm2711, outerGpioLine: '17', innerGpioLine: '27' }
  - id: counter
    type: serial-counter
    path: /dev/serial/by-id/usb-QEMU_QEMU_USB_SERIAL_counter-if00-port0
  - { id: camera, type: camera, source: { device: /dev/video0 }, framesPerSecond: 0.2 }
doors:
  - { id: front, sensors: [beams] }
  - { id: back, sensors: [counter] }
privacy: { minimumCount: 1 }
mqtt:
  url: mqtt://${HOST_ADDRESS}:${port}
  reconnect: { initialDelaySeconds: 1, maxDelaySeconds: 5, gatewayOffsetSeconds: 0, bootJitterSeconds: 0, stableAfterSeconds: 1 }
`;

/** As store IT prepares it: one line for the next device that comes. */
function fillStick(folder: string): void {
  new TestAuthority(folder).issue({ name: 'claim' });
  writeFileSync(
    join(folder, 'lintel-setup.yaml'),
    'tenant: acme\nbroker: mqtts://broker.example:8883\ncaFile: ca.crt\n' +
      'claim: { certFile: claim.crt, keyFile: claim.key }\ndevices: devices.csv\n',
  );
  writeFileSync(
    join(folder, 'devices.csv'),
    'serial,store,gateway,timezone,hostname\n,park-lane,gw-7,Europe/London,lintel-pl-7\n',
  );
}

export const virtualPiCase: VirtualPiCase = {
  title:
    'from the package alone: installed, running under systemd, sensing, unplugged, upgraded, taken back, removed, purged, set up from a USB drive',
  timeoutSec: 10_800,
  run: async (bench) => {
    await using broker = await startMosquitto();
    await using cloud = await openSubscriber({ url: broker.url, topic: '#' });
    if (FIRST < 0) throw new Error(`FROM is one of ${PHASES.join(', ')}`);
    const kept = bench.keptFolder();
    const after = (index: number) => join(kept, `after-${PHASES[index]}.ext4`);
    const first = FIRST === 0 ? buildPackage(kept, '1.0.0') : join(kept, 'lintel_1.0.0_arm64.deb');
    const disk = FIRST === 0 ? bench.disk() : bench.disk(after(FIRST - 1));
    const stick = makeDisk('stick', join(bench.folder, 'stick'), join(bench.folder, 'stick.img'), fillStick);
    for (const [index, phase] of PHASES.entries()) {
      if (index < FIRST) continue;
      bench.log(`── ${phase}`);
      await bench.boot({
        job: 'package.sh',
        init: 'systemd',
        memoryMb: 1536,
        disk,
        isFlushIgnored: true,
        devices: [
          ...[usbSerial('counter'), bluetooth({ everyMs: 200 }), networkTo(broker.port)],
          ...(phase === 'stick' ? [usbStick(stick)] : []),
        ],
        files: {
          phase,
          'store.yaml': settings(broker.port),
          'watch-status.mjs': await bench.guestScript('watch-status'),
          ...((phase === 'install' || phase === 'stick') && { 'lintel_1.0.0_arm64.deb': { from: first } }),
          ...(phase === 'install' && {
            ffmpeg: { from: madeOnce('ffmpeg-arm64') },
            models: { from: sharedPath(MODELS) },
          }),
          ...(phase === 'upgrade' && {
            'lintel_1.0.1_arm64.deb': { from: rehearsePackage(first, '1.0.1') },
            'lintel_1.0.2_arm64.deb': { from: rehearsePackage(first, '1.0.2', { runs: false }) },
          }),
        },
        asks: receivedAsks(cloud),
      });
      copyDisk(disk, after(index));
    }
    const rows = execFileSync('debugfs', ['-R', 'cat devices.csv', stick], { encoding: 'utf8' });
    bench.check(
      'the device wrote its number into its line on the USB drive',
      /^[0-9a-f]{8,},park-lane,/m.test(rows),
    );
    const texts = cloud.messages.map(({ text }) => text).join('\n');
    bench.check('no radio address was in any message', !/c0:?11:?22:?33/i.test(texts));
  },
};
