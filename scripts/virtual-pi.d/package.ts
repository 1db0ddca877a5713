import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openSubscriber, startMosquitto } from '../../test/support/mosquitto.ts';
import { MODELS, sharedPath } from '../../test/support/shared-data.ts';
import type { Bench } from '../lib/virtual-pi/bench.ts';
import type { VirtualPiCase } from '../lib/virtual-pi/case.ts';
import { bluetooth, HOST_ADDRESS, networkTo, usbSerial } from '../lib/virtual-pi/devices.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/** The same program under another version, for rehearsing an upgrade. */
function buildPackage(bench: Bench, version: string): string {
  const folder = join(bench.folder, 'packages');
  mkdirSync(folder, { recursive: true });
  const env = { ...process.env, LINTEL_VERSION: version, LINTEL_PACKAGES: folder };
  execFileSync(join(ROOT, 'scripts', 'package'), ['arm64'], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  return join(folder, `lintel_${version}_arm64.deb`);
}

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
    'from the package alone: installed, running under systemd, sensing, unplugged, upgraded, removed, purged',
  timeoutSec: 1500,
  run: async (bench) => {
    await using broker = await startMosquitto();
    await using cloud = await openSubscriber({ url: broker.url, topic: '#' });
    const [first, second] = ['1.0.0', '1.0.1'].map((version) => buildPackage(bench, version));
    if (first === undefined || second === undefined) throw new Error('two packages are needed');
    await bench.boot({
      job: 'package.sh',
      init: 'systemd',
      memoryMb: 1536,
      devices: [usbSerial('counter'), bluetooth({ everyMs: 200 }), networkTo(broker.port)],
      files: {
        'lintel_1.0.0_arm64.deb': { from: first },
        'lintel_1.0.1_arm64.deb': { from: second },
        'store.yaml': settings(broker.port),
        models: { from: sharedPath(MODELS) },
      },
      asks: {
        summaries: ([least = '1']) => {
          const count = cloud.messages.filter(({ topic }) => topic.endsWith('/summary')).length;
          if (count < Number(least)) throw new Error(`${count} so far`);
          return String(count);
        },
      },
    });
    const texts = cloud.messages.map(({ text }) => text).join('\n');
    bench.check('summaries reached the broker outside the guest', texts.includes('"doors"'));
    bench.check('no radio address was in any message', !/c0:?11:?22:?33/i.test(texts));
  },
};
