import type { MqttClient } from 'mqtt';

type Connection = MqttClient['stream'];

/** First byte and remaining length of a PUBACK that says success (MQTT 5, 3.4). */
const PUBACK = [0x40, 2] as const;

/**
 * Hands each message to `take` and acknowledges it when that resolves, without waiting for earlier messages. MQTT.js
 * itself acknowledges a message before it reads the next one. A transaction could then hold only one message per
 * connection. MQTT.js is therefore set to send no acknowledgements; this function writes all due ones together.
 */
export function deferAcks(client: MqttClient, take: (topic: string, payload: Buffer) => Promise<void>): void {
  const due = new Map<Connection, number[]>();
  const flush = (): void => {
    for (const [connection, ids] of due) {
      // Numbers of a connection that is gone mean nothing to the next one: there the messages come again.
      if (connection === client.stream && client.connected) connection.write(pubacks(ids));
    }
    due.clear();
  };
  const acknowledge = (connection: Connection, id: number): void => {
    if (due.size === 0) setImmediate(flush);
    const ids = due.get(connection);
    if (ids === undefined) due.set(connection, [id]);
    else ids.push(id);
  };
  client.on('packetreceive', (packet) => {
    if (packet.cmd === 'publish' && packet.qos === 1) packet.qos = 0;
  });
  client.on('message', (topic, payload, { messageId }) => {
    const connection = client.stream;
    take(topic, payload).then(
      () => {
        if (messageId !== undefined) acknowledge(connection, messageId);
      },
      // Not acknowledged: the broker keeps it for the next connection.
      () => undefined,
    );
  });
}

function pubacks(ids: readonly number[]): Buffer {
  const bytes = Buffer.alloc(ids.length * 4);
  ids.forEach((id, index) => {
    bytes.set(PUBACK, index * 4);
    bytes.writeUInt16BE(id, index * 4 + 2);
  });
  return bytes;
}
