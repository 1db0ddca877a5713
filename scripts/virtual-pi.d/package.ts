import { join } from 'node:path';
import { openSubscriber, startMosquitto } from '../../test/support/mosquitto.ts';
import { MODELS, sharedPath } from '../../test/support/shared-data.ts';
import type { VirtualPiCase } from '../lib/virtual-pi/case.ts';
import { bluetooth, HOST_ADDRESS, networkTo, usbSerial } from '../lib/virtual-pi/devices.ts';
import { copyDisk } from '../lib/virtual-pi/disks.ts';
import { madeOnce } from '../lib/virtual-pi/made-once.ts';
import { buildPackage, rehearsePackage } from '../lib/virtual-pi/packages.ts';
import { receivedAsks } from '../lib/virtual-pi/received.ts';

/** Each begins with a start of the machine, on the disk that the one before left. */
const PHASES = ['install', 'unplug', 'upgrade', 'remove'] as const;
/** FROM=upgrade goes on where an earlier run of the phases before it ended. */
const FIRST = PHASES.findIndex((phase) => phase === (process.env['FROM'] ?? 'install'));

const settings = (port: number): string => `version: 1
tenant: acme
gateway: virtual-pi
store: { id: bench, timezone: Europe/London }
windows: { seconds: 10, latenessSeconds: 2 }
sensors:
  - { id: radio, type: ble-receiver }
  - { id: beams, type: beam-pair, chip: pinctrl-bcm2711, outerLine: '17', innerLine: '27' }
  - id: counter
    type: line-counter
    path: /dev/serial/by-id/usb-QEMU_QEMU_USB_SERIAL_counter-if00-port0
  - { id: camera, type: camera, source: { device: /dev/video0 }, framesPerSecond: 0.2 }
doors:
  - { id: front, sensors: [beams] }
  - { id: back, sensors: [counter] }
privacy: { minimumCount: 1 }
mqtt:
  url: mqtt://${HOST_ADDRESS}:${port}
  reconnect: { firstSeconds: 1, maxSeconds: 5, offsetSeconds: 0, afterBootSeconds: 0, stableSeconds: 1 }
`;

export const virtualPiCase: VirtualPiCase = {
  title:
    'from the package alone: installed, running under systemd, sensing, unplugged, upgraded, taken back, removed, purged',
  timeoutSec: 10_800,
  run: async (bench) => {
    await using broker = await startMosquitto();
    await using cloud = await openSubscriber({ url: broker.url, topic: '#' });
    if (FIRST < 0) throw new Error(`FROM is one of ${PHASES.join(', ')}`);
    const kept = bench.keptFolder();
    const after = (index: number) => join(kept, `after-${PHASES[index]}.ext4`);
    const first = FIRST === 0 ? buildPackage(kept, '1.0.0') : join(kept, 'lintel_1.0.0_arm64.deb');
    const disk = FIRST === 0 ? bench.disk() : bench.disk(after(FIRST - 1));
    for (const [index, phase] of PHASES.entries()) {
      if (index < FIRST) continue;
      bench.say(`── ${phase}`);
      await bench.boot({
        job: 'package.sh',
        init: 'systemd',
        memoryMb: 1536,
        disk,
        isFlushIgnored: true,
        devices: [usbSerial('counter'), bluetooth({ everyMs: 200 }), networkTo(broker.port)],
        files: {
          phase,
          'store.yaml': settings(broker.port),
          'watch-status.mjs': await bench.guestScript('watch-status'),
          ...(phase === 'install' && {
            'lintel_1.0.0_arm64.deb': { from: first },
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
    const texts = cloud.messages.map(({ text }) => text).join('\n');
    bench.check('no radio address was in any message', !/c0:?11:?22:?33/i.test(texts));
  },
};
