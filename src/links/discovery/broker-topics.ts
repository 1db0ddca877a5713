import type { MqttInLink, MqttMessage } from '../../ports/links.ts';

const MOST_TOPICS = 64;

export interface ListenOptions {
  readonly url: string;
  readonly topics: readonly string[];
  readonly forMs: number;
}

/**
 * Returns the newest message of each topic that arrives within `forMs`. Empty when there is no broker, or the broker
 * refuses the connection.
 */
export async function listenOnBroker(
  mqtt: MqttInLink,
  { url, topics, forMs }: ListenOptions,
): Promise<readonly MqttMessage[]> {
  const newest = new Map<string, MqttMessage>();
  try {
    for await (const message of mqtt.messages({ url, topics }, AbortSignal.timeout(forMs))) {
      if (newest.size < MOST_TOPICS || newest.has(message.topic)) newest.set(message.topic, message);
    }
  } catch {
    // The broker is absent or the connection broke: return the messages that arrived until then.
  }
  return [...newest.values()];
}
