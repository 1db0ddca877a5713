import { z } from 'zod';
import type { SensorObservation } from '../core/model/observation.ts';
import { address } from '../ports/broker-settings.ts';
import { defineDriver } from '../ports/driver.ts';
import { CameraCounts } from './onvif/camera-counts.ts';
import { COUNTER_LABELS } from './support/labels.ts';
import { observeItems } from './support/observe-items.ts';
import { COUNTER_TOTALS } from './support/sensing.ts';
import { swapDirections } from './support/swap-directions.ts';

/** Longest expected time between reports. The camera answers every 10 s, also when nothing happened. */
const REPORT_S = 15;

const rule = z.string().min(1).max(200);

const config = z.strictObject({
  url: address(/^https?:\/\/\S+$/, 'http://HOST/onvif/device_service').meta({
    title: 'Address',
    description: 'Of the camera’s ONVIF device service, mostly http://HOST/onvif/device_service.',
  }),
  username: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .meta({ title: 'User', description: 'Of the camera’s ONVIF account.' }),
  passwordFile: z.string().min(1).optional().meta({
    title: 'Password file',
    description: 'A file that holds only the password, mode 0600.',
  }),
  inRule: rule.meta({ title: 'Rule of the way in', description: 'Its name on the camera.' }),
  outRule: rule.optional().meta({
    title: 'Rule of the way out',
    description: 'Without it the way out is unknown, and the door is not covered.',
  }),
  swapDirections,
});

export const driver = defineDriver({
  type: 'onvif-counter',
  offer: {
    does: 'counts-people',
    picture: 'M8 12h22v12H8zM30 18l8-5v10l-8-5M14 24v6M10 40l6-6M18 40h20',
    found: 'network',
    isOnlyFound: true,
    name: {
      en: 'Camera that counts by itself',
      de: 'Kamera, die selbst zählt',
      fr: 'Caméra qui compte',
      es: 'Cámara que cuenta',
    },
    about: {
      en: 'A network camera with its own counting line (ONVIF). Only its numbers are read.',
      de: 'Eine Netzwerkkamera mit eigener Zähllinie (ONVIF). Nur ihre Zahlen werden gelesen.',
      fr: 'Une caméra réseau avec sa propre ligne (ONVIF). Seuls ses nombres sont lus.',
      es: 'Una cámara de red con su propia línea (ONVIF). Solo se leen sus números.',
    },
  },
  link: 'onvif',
  config,
  labels: COUNTER_LABELS,
  sensing: COUNTER_TOTALS,
  canBeUnplugged: false,
  // `In` and `Out` are placeholders: the technician replaces both with the names of the rules on the camera.
  suggests: ({ kind, path }) =>
    kind === 'network' ? { url: path, inRule: 'In', outRule: 'Out' } : undefined,
  contributes: ({ swapDirections: isSwapped }) => ({
    ...{ kind: 'counts-people', method: 'intervals', believedSd: 0.05, maxGapMs: 0, isSwapped },
  }),
  opens: ({ url, username, passwordFile }) => ({
    ...{
      url,
      ...(username !== undefined && { username }),
      ...(passwordFile !== undefined && { passwordFile }),
    },
  }),
  observe({ inRule, outRule }, { sensor, link, options, clock, signal }) {
    const counts = new CameraCounts(sensor, { in: inRule, out: outRule }, clock.now());
    return observeItems({
      async *open(ends) {
        for await (const { xml } of link.batches(options, ends)) yield* counts.read(xml, clock.now());
      },
      decode: (seen: SensorObservation) => seen,
      context: { sensor, clock, signal },
      reportIntervalSeconds: REPORT_S,
    });
  },
});
