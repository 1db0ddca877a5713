import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';

/** Called for every message that a client publishes. */
export type Subscriber = (topic: string, text: string) => void;

export interface EmbeddedBroker {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Opens an MQTT 3.1.1 broker in this process, on loopback and a free port. It serves the demo and tests, not real
 * stores.
 */
export async function openEmbeddedBroker(subscriber: Subscriber): Promise<EmbeddedBroker> {
  const { Aedes } = await import('aedes');
  const aedes = await Aedes.createBroker();
  aedes.on('publish', (packet, client) => {
    if (client !== null) subscriber(packet.topic, packet.payload.toString());
  });
  const server = createServer(aedes.handle);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `mqtt://127.0.0.1:${port}`,
    close: async () => {
      await new Promise<void>((resolve) => aedes.close(resolve));
      server.close();
    },
  };
}
