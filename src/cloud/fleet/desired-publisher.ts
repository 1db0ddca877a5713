import type { IClientOptions } from 'mqtt';
import { readCredentials } from '../../files/read-secrets.ts';
import type { BrokerCredentials } from '../../ports/broker-credentials.ts';

export interface GatewayPlace {
  readonly store: string;
  readonly gateway: string;
}

/** Publishes settings documents, each on the retained topic of its gateway. */
export interface DesiredPublisher extends AsyncDisposable {
  /** Resolves when the broker has accepted the document. An empty text removes the retained document. */
  publish(place: GatewayPlace, text: string): Promise<void>;
}

const CONNECT_WITHIN_MS = 15_000;

/** Connects to the broker. Rejects when the broker is unreachable or refuses the connection. */
export async function openDesiredPublisher(
  url: string,
  tenant: string,
  credentials: BrokerCredentials,
): Promise<DesiredPublisher> {
  const { connectAsync } = await import('mqtt');
  const options: IClientOptions = {
    ...{ protocolVersion: 5, connectTimeout: CONNECT_WITHIN_MS, reconnectPeriod: 1_000 },
    ...readCredentials(credentials),
  };
  const client = await connectAsync(url, options, false);
  return {
    publish: async ({ store, gateway }, text) => {
      const topic = `lintel/v2/${tenant}/${store}/${gateway}/desired`;
      await client.publishAsync(topic, text, { qos: 1, retain: true });
    },
    [Symbol.asyncDispose]: () => client.endAsync(),
  };
}
