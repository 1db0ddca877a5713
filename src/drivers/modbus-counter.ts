import { z } from 'zod';
import type { EpochMs, SensorId } from '../core/model/ids.ts';
import type { CounterRead } from '../core/model/observation.ts';
import { defineDriver } from '../ports/driver.ts';
import type { ModbusBus } from '../ports/links.ts';
import { COUNTER_LABELS } from './support/labels.ts';
import { LINK_GAP_MS } from './support/link-gap.ts';
import { observeItems } from './support/observe-items.ts';
import { COUNTER_TOTALS } from './support/sensing.ts';
import { maxTotal, serialSettings } from './support/serial-settings.ts';
import { swapDirections } from './support/swap-directions.ts';

const FORMAT_WORDS = { uint16: 1, 'uint32-high-first': 2, 'uint32-low-first': 2 } as const;
type Format = keyof typeof FORMAT_WORDS;

/**
 * Shortest report interval that the settings allow, in seconds. Three missed reports are a gap in coverage. After a
 * missing response, the link does not ask the unit for some seconds. With a shorter interval, that alone would be a
 * gap.
 */
const LEAST_REPORT_S = LINK_GAP_MS / 3_000;

const address = z.int().min(0).max(65_535);

const config = z.strictObject({
  ...serialSettings,
  parity: z.enum(['none', 'even', 'odd']).default('even').meta({
    title: 'Parity',
    description: 'Modbus RTU asks for even parity; many counters are delivered with none.',
  }),
  stopBits: z
    .union([z.literal(1), z.literal(2)])
    .default(1)
    .meta({ title: 'Stop bits' }),
  unitId: z
    .int()
    .min(1)
    .max(247)
    .default(1)
    .meta({ title: 'Unit id', description: 'The counter’s own address on the bus.' }),
  registerType: z.enum(['holding', 'input']).default('holding').meta({
    title: 'Register type',
    description: 'Holding registers (function 3) or input registers (function 4).',
  }),
  inRegister: address.meta({
    title: 'Register of the in total',
    description: 'Counted from 0: a manual’s 40001 is 0 here.',
  }),
  outRegister: address.meta({
    title: 'Register of the out total',
    description: 'Counted from 0: a manual’s 40001 is 0 here.',
  }),
  format: z.enum(['uint16', 'uint32-high-first', 'uint32-low-first']).default('uint16').meta({
    title: 'Number format',
    description: '32-bit totals take two registers; the manual says which word comes first.',
  }),
  maxTotal,
  pollIntervalSeconds: z.number().min(0.5).max(60).default(2).meta({
    title: 'Ask every (s)',
    description: 'How often the counter is asked for its totals.',
  }),
  swapDirections,
});

/** Decodes a total from its registers. Undefined when the number of registers does not fit the format. */
export function decode(words: readonly number[], format: Format): number | undefined {
  if (words.length !== FORMAT_WORDS[format]) return undefined;
  const [first = 0, second = 0] = words;
  if (format === 'uint16') return first;
  const [high, low] = format === 'uint32-high-first' ? [first, second] : [second, first];
  return high * 65_536 + low;
}

/** A counter on a Modbus RTU bus that keeps its totals (in and out) in registers. */
export const driver = defineDriver({
  type: 'modbus-counter',
  offer: {
    does: 'counts-people',
    picture: 'M6 12h36M14 12v8M34 12v8M8 20h12v12H8zM28 20h12v12H28zM12 26h4M32 26h4',
    found: 'serial',
    setting: 'path',
    name: {
      en: 'Counter on a Modbus bus',
      de: 'Zähler am Modbus',
      fr: 'Compteur sur bus Modbus',
      es: 'Contador en bus Modbus',
    },
    about: {
      en: 'A people counter with registers, on an RS-485 cable.',
      de: 'Ein Personenzähler mit Registern, an einem RS-485-Kabel.',
      fr: 'Un compteur de personnes à registres, sur un câble RS-485.',
      es: 'Un contador de personas con registros, por cable RS-485.',
    },
  },
  link: 'modbus',
  config,
  labels: COUNTER_LABELS,
  sensing: COUNTER_TOTALS,
  canBeUnplugged: true,
  contributes: ({ maxTotal, swapDirections: isSwapped }) => ({
    ...{ kind: 'counts-people', method: 'counter', believedSd: 0.035, maxTotal, maxGapMs: LINK_GAP_MS },
    isSwapped,
  }),
  opens: ({ path, baudRate, parity, stopBits }) => ({ path, baudRate, parity, stopBits }),
  observe(settings, { sensor, link, options, clock, signal }) {
    const { pollIntervalSeconds } = settings;
    return observeItems({
      async *open(ends) {
        const bus = await link.openBus(options, ends);
        try {
          while (!ends.aborted) {
            yield await readTotals(bus, settings);
            await clock.sleep(pollIntervalSeconds * 1000, ends).catch(() => undefined);
          }
        } finally {
          await bus.close();
        }
      },
      decode: (totals, at) => (totals === undefined ? undefined : reading(totals, sensor, at)),
      context: { sensor, clock, signal },
      reportIntervalSeconds: Math.max(LEAST_REPORT_S, pollIntervalSeconds),
    });
  },
});

interface Totals {
  readonly entered: number;
  readonly left: number;
}

/** Reads both totals. Adjacent registers are read in one request, so that both totals are of the same moment. */
async function readTotals(bus: ModbusBus, settings: z.output<typeof config>): Promise<Totals | undefined> {
  const { unitId: unit, registerType: table, inRegister, outRegister, format } = settings;
  const words = FORMAT_WORDS[format];
  if (Math.abs(inRegister - outRegister) === words) {
    const both = await bus.read({
      unit,
      table,
      address: Math.min(inRegister, outRegister),
      count: 2 * words,
    });
    if (both === undefined) return undefined;
    const pair = [both.slice(0, words), both.slice(words)] as const;
    return inRegister < outRegister ? totals(...pair, format) : totals(pair[1], pair[0], format);
  }
  const entered = await bus.read({ unit, table, address: inRegister, count: words });
  if (entered === undefined) return undefined;
  const left = await bus.read({ unit, table, address: outRegister, count: words });
  return totals(entered, left, format);
}

function totals(
  inWords: readonly number[] | undefined,
  outWords: readonly number[] | undefined,
  format: Format,
): Totals | undefined {
  const entered = inWords && decode(inWords, format);
  const left = outWords && decode(outWords, format);
  return entered === undefined || left === undefined ? undefined : { entered, left };
}

function reading({ entered, left }: Totals, sensor: SensorId, at: EpochMs): CounterRead {
  return { kind: 'CounterRead', sensor, at, mode: 'total', entered, left };
}
