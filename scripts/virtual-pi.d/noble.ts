import { openSubscriber, startMosquitto } from '../../test/support/links/mosquitto.ts';
import type { VirtualPiCase } from '../lib/virtual-pi/case.ts';
import { bluetooth, HOST_ADDRESS, networkTo } from '../lib/virtual-pi/devices.ts';
import { receivedAsks } from '../lib/virtual-pi/received.ts';

const settings = (port: number): string => `version: 2
tenant: acme
gateway: virtual-pi
store: { id: bench, timezone: Europe/London }
storage: { directory: /data }
windows: { seconds: 10, latenessSeconds: 2 }
sensors:
  - { id: radio, type: ble-receiver, canary: { tag: canary-1, intervalSeconds: 1 } }
tags:
  - { id: canary-1, kind: canary, match: { uuid: 00112233445566778899aabbccddeeff, major: 1, minor: 2 } }
mqtt:
  url: mqtt://${HOST_ADDRESS}:${port}
  reconnect: { initialDelaySeconds: 1, maxDelaySeconds: 5, gatewayOffsetSeconds: 0, bootJitterSeconds: 0, stableAfterSeconds: 1 }
`;

export const virtualPiCase: VirtualPiCase = {
  title:
    'the program hears adverts through its own Bluetooth library; a pulled controller is back within a minute, a deaf one found',
  timeoutSec: 1_200,
  run: async (bench) => {
    await using broker = await startMosquitto();
    await using cloud = await openSubscriber({ url: broker.url, topic: '#' });
    await bench.boot({
      job: 'noble.sh',
      program: true,
      devices: [bluetooth({ everyMs: 200 }), networkTo(broker.port)],
      files: {
        'store.yaml': settings(broker.port),
        'watch-status.mjs': await bench.guestScript('watch-status'),
      },
      asks: receivedAsks(cloud),
    });
    const events = cloud.messages.filter(({ topic }) => topic.endsWith('/event'));
    const told = events.flatMap(
      ({ text }) => (JSON.parse(text) as { readonly rows: { readonly event: { kind: string } }[] }).rows,
    );
    bench.check(
      'the deaf radio reached the cloud as a fault',
      told.some(({ event }) => event.kind === 'SensorFaulted'),
    );
    const texts = cloud.messages.map(({ text }) => text).join('\n');
    bench.check('no radio address was in any message', !/c0:?11:?22:?33/i.test(texts));
  },
};
