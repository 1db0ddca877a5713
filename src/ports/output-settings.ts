import { z } from 'zod';
import { brokerSettings } from './broker-settings.ts';

/** Names that a template may contain in braces. */
export const TEMPLATE_NAMES = ['store', 'rule', 'state', 'value', 'limit', 'zone', 'since', 'time'] as const;

/** A text, or an object that is sent as JSON. The output replaces `{value}` and the other names. */
const templateText = z.string().max(1000);
export const template = z
  .union([templateText, z.record(z.string().max(60), z.union([templateText, z.number(), z.boolean()]))])
  .meta({
    title: 'Template',
    description: `A text, or a block that is sent as JSON. Names in braces are filled in: ${TEMPLATE_NAMES.map((name) => `{${name}}`).join(' ')}.`,
  });

const id = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, 'lower-case letters, digits and dashes, at most 63')
  .meta({ title: 'Output id' });

const leavesStore = z.boolean().default(false).meta({
  title: 'Leaves the store',
  description:
    'Allows an address outside the store’s network. Rules about people in the store are then refused.',
});

const on = template.optional().meta({ title: 'Text for on' });
const off = template.optional().meta({ title: 'Text for off' });

const mqttOutput = z
  .strictObject({
    ...{ id, type: z.literal('mqtt'), broker: brokerSettings },
    topic: z
      .string()
      .min(1)
      .max(200)
      .default('lintel/local/{store}/rule/{rule}')
      .meta({ title: 'Topic', description: 'May hold {store} and {rule}.' }),
    ...{ on, off },
    counts: z.boolean().default(false).meta({
      title: 'Counts',
      description:
        'Also publishes plain numbers, each with an expiry: people per zone, occupancy, queues and doors, below lintel/local/<store>/.',
    }),
  })
  .meta({ title: 'MQTT, the store’s own broker' });

const homeAssistantOutput = z
  .strictObject({
    ...{ id, type: z.literal('home-assistant'), broker: brokerSettings },
    prefix: z
      .string()
      .regex(/^[A-Za-z0-9_/-]{1,100}$/, 'letters, digits, _ and -, levels with /')
      .default('homeassistant')
      .meta({ title: 'Discovery prefix', description: 'As set in Home Assistant.' }),
  })
  .meta({ title: 'Home Assistant', description: 'By MQTT device discovery. The broker must speak MQTT 5.' });

const webhookOutput = z
  .strictObject({
    ...{ id, type: z.literal('webhook') },
    url: z
      .url()
      .max(2048)
      .meta({ title: 'Address', description: 'https, or http to a private or .local host.' }),
    secretFile: z.string().min(1).meta({
      title: 'Secret file',
      description:
        'Holds whsec_ and 24 to 64 bytes as base64, mode 0600. A second line: the secret before it.',
    }),
    leavesStore,
  })
  .meta({ title: 'Webhook', description: 'Signed as Standard Webhooks say.' });

const udpOutput = z
  .strictObject({
    ...{ id, type: z.literal('udp') },
    host: z.string().min(1).max(253).meta({ title: 'Address' }),
    port: z.int().min(1).max(65_535).meta({ title: 'Port' }),
    ...{ on, off },
  })
  .meta({
    title: 'UDP',
    description:
      'BrightSign (port 5000), info-beamer (port 4444). Not authenticated: anybody in the network may send the same.',
  });

const HTTP_PRESETS = ['generic', 'xibo', 'anthias', 'xogo'] as const;

const httpOutput = z
  .strictObject({
    ...{ id, type: z.literal('http') },
    preset: z.enum(HTTP_PRESETS).default('generic').meta({ title: 'Player' }),
    url: z.url().max(2048).meta({
      title: 'Address',
      description: 'Of the player, such as http://192.168.20.41:9696; generic: the whole address to post to.',
    }),
    ...{ on, off, leavesStore },
    tokenFile: z
      .string()
      .optional()
      .meta({ title: 'Token file', description: 'Sent as a bearer token. Holds only the token, mode 0600.' }),
  })
  .meta({ title: 'HTTP', description: 'Signage players with an HTTP interface.' });

const gpioOutput = z
  .strictObject({
    ...{ id, type: z.literal('gpio') },
    chip: z.string().min(1).max(64).default('gpiochip0').meta({ title: 'Chip' }),
    gpioLine: z
      .union([z.string().min(1).max(32), z.int().min(0).max(512)])
      .meta({ title: 'GPIO line', description: 'Its name or its number on the chip.' }),
    activeLow: z.boolean().default(false).meta({ title: 'Low is on' }),
    onLoss: z.enum(['off', 'on', 'keep']).default('off').meta({
      title: 'On loss',
      description:
        'When the rule is unknown, and set a last time when the gateway stops or is killed. A resistor at the driver’s input must say the same for a gateway without power.',
    }),
  })
  .meta({ title: 'Lamp or relay', description: 'On a GPIO line; at most four changes a second.' });

const liveOutput = z
  .strictObject({
    ...{ id, type: z.literal('live') },
    channel: z
      .string()
      .regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, 'lower-case letters, digits and dashes')
      .meta({ title: 'Channel', description: 'Displays read /api/live/<channel>.' }),
    port: z.int().min(1024).max(65_535).default(8090).meta({
      title: 'Port',
      description: 'Plain HTTP in the store’s network; channels may share it.',
    }),
    tokenFile: z.string().min(1).meta({
      title: 'Key file',
      description: 'Holds the key that a display sends, at least 16 characters, mode 0600.',
    }),
    allowedOrigins: z
      .array(z.string().regex(/^https?:\/\/[^/\s]+$/, 'https://host'))
      .max(32)
      .default([])
      .meta({ title: 'Allowed origins', description: 'Pages of other hosts that may read it (CORS).' }),
    counts: z
      .boolean()
      .default(false)
      .meta({ title: 'Counts', description: 'Also people per zone, occupancy and queues.' }),
    ...{ on, off },
  })
  .meta({ title: 'Tablets and kiosks', description: 'Server-sent events and WebSocket on this device.' });

export const outputSettings = z.discriminatedUnion('type', [
  mqttOutput,
  homeAssistantOutput,
  webhookOutput,
  udpOutput,
  httpOutput,
  gpioOutput,
  liveOutput,
]);

export type Template = z.output<typeof template>;
export type OutputSettings = z.output<typeof outputSettings>;
export type OutputSettingsOf<T extends OutputSettings['type']> = Extract<
  OutputSettings,
  { readonly type: T }
>;
