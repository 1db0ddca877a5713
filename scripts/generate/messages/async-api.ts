import type { MessageName } from '../../../src/ports/messages/messages.ts';

interface Channel {
  readonly summary: string;
  readonly retain: boolean;
  /** Seen from the gateway. */
  readonly action: 'send' | 'receive';
}

export const CHANNELS: Readonly<Record<MessageName, Channel>> = {
  count: { summary: 'Store-level counts of each window, as counted.', retain: false, action: 'send' },
  indoor: { summary: 'What people did inside, once a period.', retain: false, action: 'send' },
  day: { summary: 'Distributions and estimates, once a day.', retain: false, action: 'send' },
  forecast: {
    summary: 'What is expected of the next seven days, each night.',
    retain: false,
    action: 'send',
  },
  meaning: { summary: 'Definitions and time zone, by hash.', retain: true, action: 'send' },
  event: { summary: 'Alarms and changes of settings.', retain: false, action: 'send' },
  state: { summary: 'Birth, will and health.', retain: true, action: 'send' },
  command: { summary: 'What the cloud asks of a gateway.', retain: false, action: 'receive' },
  response: { summary: 'What became of a command.', retain: false, action: 'send' },
  desired: { summary: 'Settings of head office, signed.', retain: true, action: 'receive' },
  report: { summary: 'What became of settings from head office.', retain: true, action: 'send' },
};

export const TOPIC = 'lintel/v2/{tenant}/{store}/{gateway}/';

/** AsyncAPI 3.1 document; payloads are the JSON Schemas beside it. */
export function asyncApi(): object {
  const names = Object.keys(CHANNELS) as MessageName[];
  const byName = (make: (name: MessageName) => object) =>
    Object.fromEntries(names.map((name) => [name, make(name)]));
  return {
    asyncapi: '3.1.0',
    info: {
      title: 'Lintel gateway',
      version: '2.0.0',
      description:
        'What a Lintel gateway publishes, and the commands that it follows. Nothing else ever leaves it.',
      license: { name: 'Apache-2.0' },
    },
    defaultContentType: 'application/json',
    servers: {
      broker: {
        host: '{broker}:8883',
        protocol: 'secure-mqtt',
        protocolVersion: '5',
        description: 'Your MQTT broker. The gateway identifies itself by a client certificate.',
        variables: { broker: { description: 'Host name of the broker.', default: 'broker.example.com' } },
        security: [{ $ref: '#/components/securitySchemes/certificate' }],
      },
    },
    channels: byName((name) => ({
      address: TOPIC + name,
      description: CHANNELS[name].summary,
      servers: [{ $ref: '#/servers/broker' }],
      parameters: {
        tenant: { description: 'Whose stores these are.' },
        store: { description: 'One store of the tenant.' },
        gateway: { description: 'One gateway in the store.' },
      },
      messages: { [name]: { $ref: `#/components/messages/${name}` } },
    })),
    operations: byName((name) => ({
      action: CHANNELS[name].action,
      channel: { $ref: `#/channels/${name}` },
      bindings: { mqtt: { qos: 1, retain: CHANNELS[name].retain, bindingVersion: '0.2.0' } },
    })),
    components: {
      securitySchemes: { certificate: { type: 'X509' } },
      messages: byName((name) => ({
        name,
        contentType: 'application/json',
        payload: {
          schemaFormat: 'application/schema+json;version=draft-2020-12',
          schema: { $ref: `./${name}.schema.json` },
        },
      })),
    },
  };
}
