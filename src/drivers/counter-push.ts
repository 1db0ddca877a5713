import { z } from 'zod';
import type { SensorContribution } from '../core/model/store-model.ts';
import { brokerSettings } from '../ports/broker-settings.ts';
import { defineDriver } from '../ports/driver.ts';
import type { PushOptions } from '../ports/links.ts';
import { fillIn, PushMapper } from './push/map-push.ts';
import type { Mapping } from './push/mapping-schema.ts';
import { mappingSchema } from './push/mapping-schema.ts';
import { observePush } from './push/observe-push.ts';
import { findPreset, presetNames } from './push/preset-files.ts';
import { suggestPreset } from './push/suggest-preset.ts';
import { COUNTER_LABELS } from './support/labels.ts';
import { LINK_GAP_MS } from './support/link-gap.ts';
import { REPORTED_NUMBERS } from './support/sensing.ts';
import { swapDirections } from './support/swap-directions.ts';

const file = (title: string, description: string) => z.string().min(1).meta({ title, description });

const headerName = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9-]{0,60}$/, 'the name of an HTTP header')
  .transform((name) => name.toLowerCase());

const signIn = z
  .union([
    z.strictObject({
      username: z.string().min(1).max(200).meta({ title: 'User' }),
      passwordFile: file('Password file', 'Its first line is the password that the device sends.'),
    }),
    z.strictObject({
      tokenFile: file('Token file', 'Its first line is the token, 16 characters or more.'),
      header: headerName.default('authorization').meta({
        title: 'Header',
        description: 'The header with the token in it, with or without the word Bearer.',
      }),
    }),
    z.strictObject({
      hmacFile: file('Key file', 'Its first line is the key of an HMAC-SHA-256 over the body.'),
      header: headerName.meta({ title: 'Header', description: 'The header with the HMAC, in hexadecimal.' }),
    }),
  ])
  .meta({ title: 'Sign-in', description: 'How the device proves who it is.' });

const config = z
  .strictObject({
    preset: z
      .string()
      .refine((name) => presetNames().includes(name), { error: () => presetNames().join(', ') })
      .optional()
      .meta({ title: 'Preset', description: 'The device, as a file in config/presets is named.' }),
    mapping: mappingSchema.optional().meta({
      title: 'Own mapping',
      description: 'How its messages are read, for a device without a preset.',
    }),
    names: z.record(z.string(), z.string().min(1).max(200)).default({}).meta({
      title: 'Names',
      description: 'What the device calls its lines, rules or registers; the page of its preset lists them.',
    }),
    broker: brokerSettings.optional(),
    topics: z.array(z.string().min(1).max(200)).min(1).max(8).optional().meta({
      title: 'Topics',
      description: 'Where it publishes on the broker; without them, those of the preset.',
    }),
    address: z.union([z.ipv4(), z.ipv6()]).default('0.0.0.0').meta({
      title: 'Address',
      description: 'Where to listen for a device that posts over HTTP.',
    }),
    port: z.int().min(1).max(65_535).default(8091).meta({
      title: 'Port',
      description: 'Several sensors may share one.',
    }),
    path: z
      .string()
      .regex(/^\/[\w./-]{1,100}$/, 'a path such as /door-1')
      .optional()
      .meta({
        title: 'Path',
        description:
          'Where the device posts to; without it, a slash and the sensor’s id. One path may serve several sensors.',
      }),
    signIn: signIn.optional(),
    from: z
      .array(z.union([z.ipv4(), z.ipv6()]))
      .min(1)
      .max(16)
      .optional()
      .meta({ title: 'Source addresses', description: 'Only devices with these addresses may post.' }),
    certFile: file('Certificate', 'PEM file; with it, the port speaks HTTPS.').optional(),
    keyFile: file('Key of the certificate', 'PEM file, mode 0600.').optional(),
    timeZone: z.string().refine(isTimeZone, 'a time zone such as Europe/Berlin').default('UTC').meta({
      title: 'Time zone of its clock',
      description: 'For a device that sends times without a zone.',
    }),
    swapDirections,
    reportIntervalSeconds: z.number().min(1).max(86_400).optional().meta({
      title: 'Reports every (s)',
      description:
        'As set on the device; without it, that of the preset. After three times as long it counts as down.',
    }),
  })
  .superRefine((settings, context) => {
    for (const [path, message] of faultsOf(settings))
      context.addIssue({ code: 'custom', path: [path], message });
  });

type Settings = z.output<typeof config>;

/**
 * Report intervals for which a number of people in a zone stays valid: more than one, as the next report may be late.
 */
const HEADS_HOLD_REPORTS = 1.5;

/** Faults that only the combination of several settings shows. */
function faultsOf(settings: Omit<Settings, never>): (readonly [keyof Settings, string])[] {
  const { preset, mapping, broker, topics, signIn, from, certFile, keyFile, names, reportIntervalSeconds } =
    settings;
  const known = mappingOf(settings);
  const unknown = Object.keys(names).filter(
    (name) => known !== undefined && !Object.hasOwn(known.names, name),
  );
  const isOver = (what: boolean, path: keyof Settings, message: string) =>
    what ? [[path, message] as const] : [];
  return [
    ...isOver(
      (preset === undefined) === (mapping === undefined),
      'preset',
      'either a preset or an own mapping',
    ),
    ...isOver(unknown.length > 0, 'names', `only ${Object.keys(known?.names ?? {}).join(', ') || 'none'}`),
    ...isOver(
      broker === undefined && signIn === undefined && from === undefined,
      'signIn',
      'a sign-in or source addresses for a device that posts, or a broker',
    ),
    ...isOver(
      known !== undefined && saysNotWhenAway(known, reportIntervalSeconds),
      'reportIntervalSeconds',
      'how often it reports, or a reading of whether it is available: without either an empty zone is not told from a broken sensor',
    ),
    ...isOver(
      broker !== undefined && topics === undefined && known?.topics.length === 0,
      'topics',
      'the topics that the device publishes on',
    ),
    ...isOver(
      (certFile === undefined) !== (keyFile === undefined),
      'keyFile',
      'certFile and keyFile, or neither',
    ),
  ];
}

/** Returns whether the number of people in a zone would stay valid for ever when the device disappears. */
function saysNotWhenAway({ reads, everySeconds }: Mapping, reportIntervalSeconds?: number): boolean {
  const isHeadCount = reads.some(({ as }) => as === 'people' || as === 'occupied');
  const isBounded = (reportIntervalSeconds ?? everySeconds) !== undefined;
  return isHeadCount && !isBounded && !reads.some(({ as }) => as === 'available');
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}

/** Returns the sensor's own mapping, or that of its preset. Undefined when the preset is unknown or missing. */
function mappingOf({ preset, mapping }: Pick<Settings, 'preset' | 'mapping'>): Mapping | undefined {
  return mapping ?? (preset === undefined ? undefined : findPreset(preset)?.mapping);
}

function checkedMapping(settings: Settings): Mapping {
  const mapping = mappingOf(settings);
  if (mapping === undefined) throw new Error(`no preset '${settings.preset}'`);
  return mapping;
}

function contributionOf(settings: Settings): SensorContribution {
  const { reads, maxTotal } = checkedMapping(settings);
  if (reads.some(({ as }) => as === 'contact')) return { kind: 'watches-door', maxGapMs: LINK_GAP_MS };
  const isLeast = reads.some(({ as }) => as === 'occupied');
  if (isLeast || reads.some(({ as }) => as === 'people'))
    return { kind: 'counts-heads', isLeast, maxGapMs: LINK_GAP_MS };
  const { swapDirections: isSwapped } = settings;
  return { kind: 'counts-people', method: 'intervals', believedSd: 0.05, maxTotal, maxGapMs: 0, isSwapped };
}

function namesOf(settings: Settings): Readonly<Record<string, string>> {
  return { ...checkedMapping(settings).names, ...settings.names };
}

function optionsOf(settings: Settings, sensor: string): PushOptions {
  const { broker, topics, address, port, path = `/${sensor}`, signIn, from, certFile, keyFile } = settings;
  if (broker !== undefined) {
    const names = namesOf(settings);
    const filters = (topics ?? checkedMapping(settings).topics).map((topic) => fillIn(topic, names));
    return { kind: 'mqtt', ...broker, topics: filters };
  }
  return {
    ...{ kind: 'http', address, port, path },
    ...(signIn && { signIn }),
    ...(from && { from }),
    ...(certFile !== undefined && keyFile !== undefined && { certFile, keyFile }),
  };
}

/**
 * A counter, camera or contact that reports over HTTP or MQTT. A preset or the sensor's own mapping says how to read
 * it.
 */
export const driver = defineDriver({
  type: 'counter-push',
  offer: {
    does: 'counts-people',
    picture: 'M10 44V8h28v36M24 14v16M18 20l6-6 6 6M18 36h12',
    found: 'broker',
    name: {
      en: 'Counter that reports by itself',
      de: 'Zähler, der selbst meldet',
      fr: 'Compteur qui envoie ses nombres',
      es: 'Contador que informa solo',
    },
    about: {
      en: 'A counter, camera or contact on the network that sends its numbers by HTTP or MQTT.',
      de: 'Ein Zähler, eine Kamera oder ein Kontakt im Netz, der seine Zahlen per HTTP oder MQTT schickt.',
      fr: 'Un compteur, une caméra ou un contact du réseau qui envoie ses nombres par HTTP ou MQTT.',
      es: 'Un contador, cámara o contacto en la red que envía sus números por HTTP o MQTT.',
    },
  },
  link: 'push',
  config,
  labels: COUNTER_LABELS,
  sensing: REPORTED_NUMBERS,
  canBeUnplugged: false,
  suggests: suggestPreset,
  contributes: contributionOf,
  opens: optionsOf,
  observe(settings, { sensor, link, options, clock, signal, heard }) {
    const mapping = checkedMapping(settings);
    const { timeZone, reportIntervalSeconds } = settings;
    return observePush({
      open: (ends) => link.messages(options, ends),
      mapper: new PushMapper({ sensor, mapping, names: namesOf(settings), timeZone }),
      context: { sensor, clock, signal, heard },
      everySeconds: reportIntervalSeconds ?? mapping.everySeconds,
      ...(contributionOf(settings).kind === 'counts-heads' && { holdsReports: HEADS_HOLD_REPORTS }),
    });
  },
});
