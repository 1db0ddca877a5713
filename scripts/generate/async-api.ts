import { z } from 'zod';

type Schemas = Readonly<Record<string, z.ZodType>>;

const ADDRESS = 'lintel/v1/{tenant}/{store}/{gateway}/';

const CHANNELS: Readonly<
  Record<string, { readonly summary: string; readonly qos: number; readonly retain: boolean }>
> = {
  summary: {
    summary: 'Closed windows, at least once. De-duplicate by key, keep the highest revision.',
    qos: 1,
    retain: false,
  },
  event: { summary: 'Alarms and health events, at least once.', qos: 1, retain: false },
  command: { summary: 'What the cloud asks of the gateway.', qos: 1, retain: false },
  response: { summary: 'What became of a command.', qos: 0, retain: false },
  'enroll-request': { summary: 'A device asks for a certificate of its own.', qos: 1, retain: false },
  'enroll-response': { summary: 'What it gets.', qos: 1, retain: false },
  status: { summary: 'Whether the gateway is connected; also its last will.', qos: 1, retain: true },
};

/** AsyncAPI 3.0 document of everything that the gateway publishes and listens to. */
export function asyncApi(schemas: Schemas, examples: Readonly<Record<string, unknown>>): object {
  const names = Object.keys(schemas);
  const byName = <T>(make: (name: string) => T) =>
    Object.fromEntries(names.map((name) => [name, make(name)]));
  const parameter = (description: string) => ({ description });
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Lintel gateway',
      version: '1.0.0',
      description:
        'What a Lintel gateway publishes, and the commands that it follows. Nothing else ever leaves it.',
      license: { name: 'Apache-2.0' },
    },
    defaultContentType: 'application/json',
    channels: byName((name) => ({
      address: ADDRESS + name.replace('-', '/'),
      description: CHANNELS[name]?.summary,
      parameters: {
        tenant: parameter('Whose stores these are.'),
        store: parameter('One store of the tenant.'),
        gateway: parameter('One device in the store; also its MQTT client id.'),
      },
      messages: { [name]: { $ref: `#/components/messages/${name}` } },
      bindings: { mqtt: { bindingVersion: '0.2.0' } },
    })),
    operations: byName((name) => ({
      action: name === 'command' || name === 'enroll-response' ? 'receive' : 'send',
      channel: { $ref: `#/channels/${name}` },
      bindings: {
        mqtt: { qos: CHANNELS[name]?.qos, retain: CHANNELS[name]?.retain, bindingVersion: '0.2.0' },
      },
    })),
    components: {
      messages: byName((name) => ({
        name,
        contentType: 'application/json',
        payload: payloadOf(schemas[name]),
        examples: [{ payload: examples[name] }],
      })),
    },
  };
}

function payloadOf(schema: z.ZodType | undefined): object {
  if (schema === undefined) return {};
  const { $schema: _dialect, ...payload } = z.toJSONSchema(schema, { target: 'draft-7' });
  return payload;
}
