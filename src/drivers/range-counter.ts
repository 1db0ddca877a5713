import { z } from 'zod';
import type { EpochMs, SensorId } from '../core/model/ids.ts';
import type { RangesRead } from '../core/model/observation.ts';
import { defineDriver } from '../ports/driver.ts';
import { COUNTER_LABELS } from './support/labels.ts';
import { LINK_GAP_MS } from './support/link-gap.ts';
import { observeTextLines } from './support/observe-text-lines.ts';
import { patternSetting } from './support/pattern-setting.ts';
import { INTERRUPTION } from './support/sensing.ts';
import { serialSettings } from './support/serial-settings.ts';
import { swapDirections } from './support/swap-directions.ts';
import type { TextPattern } from './support/text-pattern.ts';
import { parseTextPattern } from './support/text-pattern.ts';

const FIELDS = ['outer', 'inner'];
/** The VL53L1X measures up to 4 m (datasheet DS12385). A larger value, or 65535 for no echo, means an empty doorway. */
const MAX_RANGE_MM = 4_000;

const config = z.strictObject({
  ...serialSettings,
  baudRate: serialSettings.baudRate.default(115_200),
  pattern: patternSetting(FIELDS)
    .refine((text) => FIELDS.every((name) => text.includes(`{${name}}`)), 'it needs {outer} and {inner}')
    .default('D,{outer},{inner}')
    .meta({
      title: 'Line',
      description:
        'The shape of a measurement. {outer} and {inner} are distances in millimetres: the half towards the street and the half towards the store. {skip} is text without meaning.',
    }),
  reportIntervalSeconds: z.number().min(0.02).max(60).default(1).meta({
    title: 'Reports every (s)',
    description: 'When the sensor stays silent for three times as long it counts as down.',
  }),
  swapDirections,
});

export function createPattern(pattern: string): TextPattern {
  return parseTextPattern(pattern, FIELDS);
}

/** Decodes the distances in the two halves of the doorway. Returns undefined for any other text line. */
export function decode(
  line: string,
  pattern: TextPattern,
  sensor: SensorId,
  at: EpochMs,
): RangesRead | undefined {
  const { outer, inner } = pattern(line) ?? {};
  if (outer === undefined || inner === undefined) return undefined;
  return {
    kind: 'RangesRead',
    sensor,
    at,
    outerMm: Math.min(outer, MAX_RANGE_MM),
    innerMm: Math.min(inner, MAX_RANGE_MM),
  };
}

/** A time-of-flight sensor over a door that measures two halves in turn, as ESPHome's Roode drives a VL53L1X. */
export const driver = defineDriver({
  type: 'range-counter',
  offer: {
    does: 'counts-people',
    picture: 'M10 44V8h28v36M20 8h8v4h-8zM22 12L14 38M26 12l8 26M24 14v4M24 22v4M24 30v4',
    found: 'serial',
    setting: 'path',
    name: {
      en: 'Distance sensor over the door',
      de: 'Abstandssensor über der Tür',
      fr: 'Capteur de distance',
      es: 'Sensor de distancia',
    },
    about: {
      en: 'Looks down on both halves of the doorway, and tells who walks in from who walks out.',
      de: 'Blickt auf beide Hälften des Durchgangs und unterscheidet hinein und hinaus.',
      fr: 'Regarde d’en haut les deux moitiés du passage et distingue entrées et sorties.',
      es: 'Mira desde arriba las dos mitades del paso y distingue entradas y salidas.',
    },
  },
  link: 'serial',
  config,
  labels: COUNTER_LABELS,
  sensing: INTERRUPTION,
  canBeUnplugged: true,
  contributes: ({ swapDirections: isSwapped }) => ({
    ...{ kind: 'counts-people', method: 'ranges', believedSd: 0.035, maxGapMs: LINK_GAP_MS, isSwapped },
  }),
  opens: ({ path, baudRate, reportIntervalSeconds }) => ({ path, baudRate, reportIntervalSeconds }),
  observe({ pattern, reportIntervalSeconds }, context) {
    const shape = createPattern(pattern);
    return observeTextLines(
      (line, at) => decode(line, shape, context.sensor, at),
      context,
      reportIntervalSeconds,
    );
  },
});
