import { z } from 'zod';
import type { SensorId } from '../core/model/ids.ts';
import { brokerSettings } from '../ports/broker-settings.ts';
import type { SensorDriver } from '../ports/driver.ts';
import { outputSettings } from '../ports/output-settings.ts';
import type { Sensor } from '../ports/sensor.ts';
import { tagRegistry } from '../ports/tag-registry.ts';
import { clockTime, durationSeconds, id, point } from './fields.ts';
import { experiment, forecast, specialDay } from './forecast-schema.ts';
import { door, line, shopfront, zone, zoneThresholds } from './geometry-schema.ts';
import { mqtt } from './mqtt-schema.ts';
import { privacy } from './privacy-schema.ts';
import { rule } from './rules/rules-schema.ts';

/** Version of the settings file that this program writes. Older files are migrated. */
export const SETTINGS_VERSION = 2;

const storage = z
  .strictObject({
    directory: z.string().min(1).default('/var/lib/lintel').meta({ title: 'Data directory' }),
    allowedFolders: z
      .array(
        z
          .string()
          .regex(/^\/[^/]/, 'a whole path, beginning with /')
          .max(500),
      )
      .max(20)
      .default([])
      .meta({
        title: 'Further folders',
        description:
          'Folders of data may be below /var/lib/lintel, /srv, /mnt, /media and the folder of the settings; and below these.',
      }),
    maxMegabytes: z.int().min(4).max(65_536).default(256).meta({ title: 'Ring size', unit: 'MB' }),
    writeBudget: z
      .strictObject({
        megabytesPerDay: z.int().min(1).max(100_000).default(60).meta({ title: 'Written a day', unit: 'MB' }),
        syncsPerDay: z.int().min(100).max(1_000_000).default(3_000).meta({ title: 'Syncs a day' }),
      })
      .prefault({})
      .meta({
        title: 'Write budget',
        description:
          'More than this wears the SD card out early and raises an alarm. A store writes half of it.',
      }),
  })
  .prefault({});

const metrics = z
  .strictObject({
    port: z.int().min(0).max(65_535).default(9464).meta({ title: 'Port' }),
    host: z.string().min(1).default('127.0.0.1').meta({
      title: 'Address',
      description: 'This device alone unless another address is named: there is no password on it.',
    }),
  })
  .meta({
    title: 'Metrics for Prometheus',
    description: 'At /metrics. Nothing listens when this is left out.',
  });

const windows = z
  .strictObject({
    seconds: z
      .union([z.literal(10), z.literal(15), z.literal(30), z.literal(60), z.literal(300), z.literal(900)])
      .default(60)
      .meta({ title: 'Window', unit: 's' }),
    latenessSeconds: durationSeconds('Lateness', 'A window closes this long after its end.', 1, 120).default(
      15,
    ),
  })
  .prefault({});

const thresholds = z
  .strictObject({
    zoneEntrySeconds: zoneThresholds.entrySeconds.unwrap().default(0.5),
    zoneExitSeconds: zoneThresholds.exitSeconds.unwrap().default(1.5),
    visitSeconds: zoneThresholds.visitSeconds.unwrap().default(5),
    engagedSeconds: zoneThresholds.engagedSeconds.unwrap().default(30),
    uTurnSeconds: durationSeconds(
      'U-turn time',
      'A crossing taken back sooner counts nothing.',
      0,
      60,
    ).default(2),
    bounceSeconds: durationSeconds(
      'Bounce time',
      'A shorter store visit is a bounce: 120 in a street, 60 in a mall.',
      10,
      3600,
    ).default(120),
    storeEmptyAfterSeconds: durationSeconds(
      'Store empty after',
      'Without a crossing at any door for this long the store counts as empty.',
      600,
      86_400,
    ).default(7200),
  })
  .prefault({});

export const timezone = z
  .string()
  .refine(isTimezone, 'an IANA time zone such as Europe/Berlin')
  .meta({ title: 'Time zone', examples: ['Europe/Berlin'] });

const store = z
  .strictObject({
    id: id('Store id'),
    name: z.string().max(80).optional(),
    timezone: timezone.default('UTC'),
    hours: z
      .strictObject({
        opens: clockTime.meta({ examples: ['09:00'] }),
        closes: clockTime.meta({ examples: ['20:00'] }),
      })
      .optional()
      .meta({
        title: 'Opening hours',
        description:
          'Local times, for reports in the cloud. Counting does not stop outside them. `closes` may be after midnight.',
      }),
    specialDays: z.array(specialDay).max(400).default([]).meta({
      title: 'Special days',
      description: 'Holidays and other days that are not like their weekday: the forecast treats them apart.',
    }),
    occupancyResetAt: clockTime.optional().meta({
      title: 'Occupancy reset',
      description: 'Local time at which occupancy is set to zero on every day.',
      examples: ['21:30'],
    }),
  })
  .meta({ title: 'Store' });

const floor = z
  .strictObject({
    widthMetres: z.number().positive().max(2000),
    heightMetres: z.number().positive().max(2000),
    walls: z
      .array(z.array(point).min(2).max(64))
      .max(500)
      .optional()
      .meta({ title: 'Walls', description: 'Each a chain of points that people cannot walk through.' }),
    blocked: z.array(z.array(point).min(3).max(64)).max(500).optional().meta({
      title: 'Blocked',
      description: 'Outlines of shelves and other places where people cannot stand.',
    }),
  })
  .meta({ title: 'Floor plan', description: 'Origin at the top left, x to the right, y down.' });

const technicianConsole = z
  .strictObject({
    enabled: z.boolean().default(true).meta({
      title: 'Console',
      description: 'The technician’s pages, on this device alone until a pairing code opens them to the LAN.',
    }),
    port: z.int().min(0).max(65_535).default(8080).meta({ title: 'Port on this device' }),
    lanPort: z.int().min(0).max(65_535).default(8443).meta({
      title: 'Port on the LAN',
      description: 'HTTPS; open only while a pairing code is valid or a browser is paired.',
    }),
    securityContact: z
      .string()
      .regex(/^(?:mailto:[^\s@]+@[^\s@]+|https:\/\/\S+|tel:\+?[\d-]+)$/, 'mailto:…, https://… or tel:…')
      .max(200)
      .optional()
      .meta({
        title: 'Contact for weaknesses',
        description: 'Whom to tell of a weakness. Anybody can read it at /.well-known/security.txt.',
        examples: ['mailto:security@acme.example'],
      }),
    trackHistoryMegabytes: z.int().min(0).max(512).default(32).meta({
      title: 'Track history',
      description: 'Anonymous, in memory, cut every five minutes, at most a day; 0 keeps none.',
      unit: 'MB',
    }),
  })
  .prefault({})
  .meta({ title: 'Technician’s console' });

const satellite = z
  .strictObject({
    broker: brokerSettings,
    keyFile: z.string().min(1).meta({
      title: 'Key file',
      description: 'Holds the key that this machine and the gateway have, at least 16 characters, mode 0600.',
    }),
  })
  .meta({
    title: 'Satellite',
    description: 'Only for `lintel run --role satellite`: the gateway’s broker, which gets the adverts.',
  });

/** Returns the schema of the whole settings file, with the sensor types of the given drivers. */
export function createSettingsSchema(drivers: readonly SensorDriver[]) {
  const sensors = drivers.map((driver) => sensorSchema(driver));
  const [first, ...others] = sensors;
  if (first === undefined) throw new RangeError('at least one sensor type is needed');
  return z
    .strictObject({
      version: z.literal(SETTINGS_VERSION),
      tenant: id('Tenant'),
      store,
      gateway: id('Gateway id'),
      floor: floor.optional(),
      sensors: z
        .array(z.discriminatedUnion('type', [first, ...others]))
        .max(64)
        .prefault([]),
      zones: z.array(zone).max(1000).default([]),
      lines: z.array(line).max(200).default([]),
      doors: z.array(door).max(64).default([]),
      shopfront: shopfront.optional(),
      tags: tagRegistry.default([]),
      thresholds,
      windows,
      privacy,
      storage,
      console: technicianConsole,
      forecast,
      experiments: z.array(experiment).max(20).default([]).meta({
        title: 'Experiments',
        description: 'Two variants by turns, to see which of them works better.',
      }),
      metrics: metrics.optional(),
      mqtt: mqtt.optional(),
      satellite: satellite.optional(),
      rules: z.array(rule).max(1000).default([]).meta({
        title: 'Rules',
        description: 'What the store reacts to while people are still there. Written in the file only.',
      }),
      outputs: z.array(outputSettings).max(64).default([]).meta({
        title: 'Outputs',
        description: 'Displays, lamps and programs of the store that rules reach. Written in the file only.',
      }),
    })
    .meta({ title: 'Lintel store settings' });
}

type Parsed = z.output<ReturnType<typeof createSettingsSchema>>;
export type Settings = Readonly<Omit<Parsed, 'sensors'>> & { readonly sensors: readonly Sensor[] };

/**
 * Returns the schema of one sensor type. The driver checks and types its own settings here, so no other code has to.
 */
function sensorSchema(driver: SensorDriver) {
  return driver.config
    .safeExtend({
      id: id('Sensor id'),
      type: z.literal(driver.type),
      name: z.string().max(80).optional(),
    })
    .transform(({ id: sensor, type: _type, name, ...own }) =>
      driver.configure({ id: sensor as SensorId, name: name as string | undefined }, own),
    );
}

function isTimezone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone.length > 0;
  } catch {
    return false;
  }
}
