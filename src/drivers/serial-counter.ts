import { z } from 'zod';
import type { EpochMs, SensorId } from '../core/model/ids.ts';
import type { CounterRead } from '../core/model/observation.ts';
import type { PluggedDevice } from '../ports/console/found-device.ts';
import { FOUND_BAUD_RATE } from '../ports/console/found-device.ts';
import { defineDriver } from '../ports/driver.ts';
import { COUNTER_LABELS } from './support/labels.ts';
import { LINK_GAP_MS } from './support/link-gap.ts';
import { observeTextLines } from './support/observe-text-lines.ts';
import { patternSetting } from './support/pattern-setting.ts';
import { COUNTER_TOTALS } from './support/sensing.ts';
import { frameSettings, maxTotal, reportIntervalSeconds, serialSettings } from './support/serial-settings.ts';
import { swapDirections } from './support/swap-directions.ts';
import type { TextPattern } from './support/text-pattern.ts';
import { parseTextPattern } from './support/text-pattern.ts';

const FIELDS = ['in', 'out', 'hours', 'minutes', 'seconds'];

const config = z
  .strictObject({
    ...serialSettings,
    ...frameSettings,
    patterns: z.array(patternSetting(FIELDS)).min(1).max(8).default(['C,{in},{out}']).meta({
      title: 'Lines it sends',
      description:
        'The shapes of the counter’s text lines: IN {in} OUT {out} for a line like IN 00123 OUT 00119. {in} and {out} are numbers, {skip} is text without meaning. {+in} or {+out}: the line itself means one person. {xor}, {sum} or {crc16}: a checksum of the text before it. {hours} {minutes} {seconds}, or {seconds} alone: the counter’s clock, which is checked for drift.',
    }),
    mode: z.enum(['total', 'delta']).default('total').meta({
      title: 'Numbers are',
      description: '‘total’: counts since the counter was switched on. ‘delta’: counts since its last line.',
    }),
    maxTotal,
    reportIntervalSeconds,
    swapDirections,
  })
  .refine(({ mode, patterns }) => mode === 'delta' || hasBothTotals(patterns), {
    path: ['patterns'],
    message: 'totals need {in} and {out}, in one pattern or in one each',
  });

function hasBothTotals(patterns: readonly string[]): boolean {
  return ['{in}', '{out}'].every((field) => patterns.some((pattern) => pattern.includes(field)));
}

export interface CounterPattern {
  readonly patterns: readonly TextPattern[];
  readonly mode: CounterRead['mode'];
}

export function createCounterPattern(patterns: readonly string[], mode: CounterRead['mode']): CounterPattern {
  return { patterns: patterns.map((pattern) => parseTextPattern(pattern, FIELDS)), mode };
}

/** Decodes a text line with the first pattern that matches it. Returns undefined for a line that no pattern matches. */
export function decode(
  line: string,
  { patterns, mode }: CounterPattern,
  sensor: SensorId,
  at: EpochMs,
): CounterRead | undefined {
  for (const match of patterns) {
    const numbers = match(line);
    if (numbers === undefined) continue;
    // A total that is missing in the line is unknown. A missing change means that no people passed.
    const absent = mode === 'total' ? null : 0;
    const [entered, left] = [numbers['in'] ?? absent, numbers['out'] ?? absent];
    return { kind: 'CounterRead', sensor, at, mode, entered, left, ...clockOf(numbers) };
  }
  return undefined;
}

function clockOf(numbers: Readonly<Record<string, number>>): { readonly clockS?: number } {
  const { hours = 0, minutes = 0, seconds } = numbers;
  return seconds === undefined ? {} : { clockS: (hours * 60 + minutes) * 60 + seconds };
}

/**
 * Suggests settings for a device whose text lines hold exactly two numbers, such as `IN 00123 OUT 00119`. They are
 * taken as in and out.
 */
function suggestCounter({ kind, path, lines }: PluggedDevice) {
  const pattern = lines.map(guessPattern).find((guess) => guess !== undefined);
  if (kind !== 'serial' || pattern === undefined) return undefined;
  return { path, baudRate: FOUND_BAUD_RATE, patterns: [pattern] };
}

export function guessPattern(line: string): string | undefined {
  const numbers = line.match(/\d+/g) ?? [];
  if (numbers.length !== 2 || /[{}.]/.test(line)) return undefined;
  let n = 0;
  return line.replaceAll(/\d+/g, () => (n++ === 0 ? '{in}' : '{out}'));
}

/** A door counter that sends text lines over a serial port. */
export const driver = defineDriver({
  type: 'serial-counter',
  offer: {
    does: 'counts-people',
    picture: 'M10 44V8h28v36M17 15h14v8H17zM21 19h6M24 34v10M18 44h12',
    found: 'serial',
    setting: 'path',
    name: {
      en: 'Counter on a cable',
      de: 'Zähler am Kabel',
      fr: 'Compteur filaire',
      es: 'Contador por cable',
    },
    about: {
      en: 'A people counter that writes its numbers over USB or a serial cable.',
      de: 'Ein Personenzähler, der seine Zahlen über USB oder ein serielles Kabel schreibt.',
      fr: 'Un compteur de personnes qui écrit ses nombres par USB ou par câble série.',
      es: 'Un contador de personas que escribe sus números por USB o cable serie.',
    },
  },
  link: 'serial',
  config,
  labels: COUNTER_LABELS,
  sensing: COUNTER_TOTALS,
  canBeUnplugged: true,
  suggests: suggestCounter,
  // Most counters consist of beams, and add some of the people whom beams miss.
  contributes: ({ maxTotal, swapDirections: isSwapped }) => ({
    ...{ kind: 'counts-people', method: 'counter', believedSd: 0.035, maxTotal, maxGapMs: LINK_GAP_MS },
    isSwapped,
  }),
  opens: ({ path, baudRate, parity, dataBits, stopBits, reportIntervalSeconds }) => ({
    ...{ path, baudRate, parity, dataBits, stopBits, reportIntervalSeconds },
  }),
  observe({ patterns, mode, reportIntervalSeconds }, context) {
    const grammar = createCounterPattern(patterns, mode);
    return observeTextLines(
      (line, at) => decode(line, grammar, context.sensor, at),
      context,
      reportIntervalSeconds,
    );
  },
});
