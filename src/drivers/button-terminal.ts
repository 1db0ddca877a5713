import { z } from 'zod';
import type { EpochMs, SensorId } from '../core/model/ids.ts';
import type { ButtonPressed } from '../core/model/observation.ts';
import { defineDriver } from '../ports/driver.ts';
import { BUTTON_LABELS } from './support/labels.ts';
import { LINK_GAP_MS } from './support/link-gap.ts';
import { observeTextLines } from './support/observe-text-lines.ts';
import { patternSetting } from './support/pattern-setting.ts';
import { BUTTON_PRESSES } from './support/sensing.ts';
import { reportIntervalSeconds, serialSettings } from './support/serial-settings.ts';
import type { TextPattern } from './support/text-pattern.ts';
import { parseTextPattern } from './support/text-pattern.ts';

const FIELDS = ['button'];

const config = z.strictObject({
  ...serialSettings,
  pattern: patternSetting(FIELDS).default('B,{button}').meta({
    title: 'Line',
    description:
      'The shape of a press. {button} stands for the button’s number, {skip} for text that does not matter.',
  }),
  buttons: z.int().min(2).max(8).default(4).meta({
    title: 'Buttons',
    description: 'How many there are. 1 is the happiest.',
  }),
  reportIntervalSeconds,
});

export function createPattern(pattern: string): TextPattern {
  return parseTextPattern(pattern, FIELDS);
}

/** Decodes a press of one of the buttons. Returns undefined for any other text line. */
export function decode(
  line: string,
  { pattern, buttons }: { readonly pattern: TextPattern; readonly buttons: number },
  sensor: SensorId,
  at: EpochMs,
): ButtonPressed | undefined {
  const { button } = pattern(line) ?? {};
  if (button === undefined || button < 1 || button > buttons) return undefined;
  return { kind: 'ButtonPressed', sensor, at, button };
}

/** A feedback terminal that sends a text line for each press. */
export const driver = defineDriver({
  type: 'button-terminal',
  offer: {
    does: 'takes-answers',
    picture: 'M12 6h24v18H12zM18 12h.1M30 12h.1M18 17a8 8 0 0 0 12 0M12 26h24v14H12zM18 33h6',
    found: 'serial',
    setting: 'path',
    name: {
      en: 'Feedback terminal on a cable',
      de: 'Feedback-Terminal am Kabel',
      fr: 'Borne d’avis filaire',
      es: 'Terminal de opinión por cable',
    },
    about: {
      en: 'A terminal that writes the pressed button over USB or a serial cable.',
      de: 'Ein Terminal, das die gedrückte Taste über USB oder ein serielles Kabel schreibt.',
      fr: 'Une borne qui écrit le bouton pressé par USB ou par câble série.',
      es: 'Un terminal que escribe el botón pulsado por USB o cable serie.',
    },
  },
  link: 'serial',
  config,
  labels: BUTTON_LABELS,
  sensing: BUTTON_PRESSES,
  canBeUnplugged: true,
  contributes: ({ buttons }) => ({ kind: 'takes-answers', buttons, maxGapMs: LINK_GAP_MS }),
  opens: ({ path, baudRate, reportIntervalSeconds }) => ({ path, baudRate, reportIntervalSeconds }),
  observe({ pattern, buttons, reportIntervalSeconds }, context) {
    const shape = { pattern: createPattern(pattern), buttons };
    return observeTextLines(
      (line, at) => decode(line, shape, context.sensor, at),
      context,
      reportIntervalSeconds,
    );
  },
});
