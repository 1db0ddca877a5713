import type { MqttClient } from 'mqtt';

type Connection = MqttClient['stream'];

/** First two bytes of a PUBACK that reports success: packet type and remaining length (MQTT 5, 3.4). */
const PUBACK = [0x40, 2] as const;

/**
 * Passes each message to `take` and acknowledges it when `take` resolves. By default MQTT.js reads a message only after
 * it has acknowledged the previous one. A transaction could then contain only one message per connection. So MQTT.js
 * gets each message as QoS 0, and this function sends the acknowledgements.
 */
export function deferAcks(client: MqttClient, take: (topic: string, payload: Buffer) => Promise<void>): void {
  const due = new Map<Connection, number[]>();
  const flush = (): void => {
    for (const [connection, ids] of due) {
      // A packet id belongs to one connection. After a reconnect, the broker sends unacknowledged messages again with
      // new ids.
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
      // No acknowledgement: the broker sends the message again on the next connection.
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
