import type { MqttInLink, PushLink, PushMessage, PushOptions } from '../../ports/links.ts';
import { MessagePace } from './message-pace.ts';
import { PushServers } from './push-servers.ts';

/** Link to devices that send reports unasked. Sensors on the same port share one server. */
export function createPushLink(mqtt: MqttInLink): PushLink {
  const servers = new PushServers();
  return {
    messages: (options, signal) =>
      options.kind === 'http' ? servers.messages(options, signal) : published(mqtt, options, signal),
  };
}

async function* published(
  mqtt: MqttInLink,
  options: Extract<PushOptions, { kind: 'mqtt' }>,
  signal: AbortSignal,
): AsyncGenerator<PushMessage> {
  const pace = new MessagePace(performance.now());
  for await (const message of mqtt.messages(options, signal)) {
    if (pace.allows(performance.now())) yield message;
  }
}
