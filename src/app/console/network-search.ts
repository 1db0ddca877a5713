import { listenOnBroker } from '../../links/discovery/broker-topics.ts';
import { probeOnvif } from '../../links/discovery/onvif-probe.ts';
import { createMqttLink } from '../../links/mqtt/mqtt-link.ts';
import type { NetworkSearch } from './find-devices.ts';

const FOR_MS = 3_000;
/** Usual address of the store's broker: the gateway itself. */
const BROKER = 'mqtt://127.0.0.1:1883';

/** Returns functions that find cameras in the network, and that read the messages of the broker on this machine. */
export function openNetworkSearch({ broker = BROKER, probe = {} } = {}): NetworkSearch {
  return {
    broker,
    cameras: () => probeOnvif({ forMs: FOR_MS, ...probe }),
    messages: () => listenOnBroker(createMqttLink(), { url: broker, topics: ['#'], forMs: FOR_MS }),
  };
}
