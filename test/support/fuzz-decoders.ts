import type { EpochMs, SensorId } from '../../src/core/types.ts';
import * as beamPair from '../../src/drivers/beam-pair.ts';
import * as buttonPanel from '../../src/drivers/button-panel.ts';
import * as buttonTerminal from '../../src/drivers/button-terminal.ts';
import * as modbusCounter from '../../src/drivers/modbus-counter.ts';
import * as rangeCounter from '../../src/drivers/range-counter.ts';
import * as reedSwitch from '../../src/drivers/reed-switch.ts';
import * as salesMqtt from '../../src/drivers/sales-mqtt.ts';
import * as lineCounter from '../../src/drivers/serial-counter.ts';
import { CsvCounter } from '../../src/links/csv-counter.ts';
import { decodeEdge, decodeLevels } from '../../src/links/gpio-tools.ts';
import { LineSplitter } from '../../src/links/line-splitter.ts';
import type { Random } from './seeded-random.ts';

const SENSOR = 'sensor' as SensorId;
const AT = 1_767_600_000_000 as EpochMs;
const LINES = ['GPIO17', 'GPIO27', '', 'x'.repeat(300)];
const SEEDS = [
  'C,12,9',
  'D,2010,1985',
  'B,3',
  '1 17 1234.000567890',
  '0 17 99 5',
  '1 0 1',
  '\u0000',
  '{"transactions":1}',
  '{"transactions":[1,2]}',
  'receipt,"sum\n"\r\n1,2\r\n',
  '-1',
  '1e9',
  'NaN',
];

/** Good frames, damaged: bytes flipped, cut out, doubled, and put together at random. */
export function noisyText(random: Random): string {
  let text = SEEDS[random.int(0, SEEDS.length - 1)] ?? '';
  for (let damage = random.int(0, 3); damage > 0; damage--) {
    const at = random.int(0, text.length);
    const byte = String.fromCharCode(random.int(0, 255));
    text = random.chance(0.5)
      ? text.slice(0, at) + byte + text.slice(at)
      : text.slice(0, at) + text.slice(at + 1);
  }
  return random.chance(0.01) ? text.repeat(random.int(1, 200)) : text;
}

/** One frame for each decoder, by driver: what it makes of it is counted, and that it throws nothing. */
export const FUZZED: Readonly<Record<string, (random: Random) => unknown>> = {
  'serial-counter': (random) => lineCounter.decode(noisyText(random), GRAMMAR, SENSOR, AT),
  'range-counter': (random) => rangeCounter.decode(noisyText(random), RANGES, SENSOR, AT),
  'button-terminal': (random) => buttonTerminal.decode(noisyText(random), BUTTONS, SENSOR, AT),
  'modbus-counter': (random) =>
    modbusCounter.decode(
      Array.from({ length: random.int(0, 4) }, () => random.int(-5, 70_000)),
      random.chance(0.5) ? 'uint16' : 'uint32-low-first',
    ),
  'beam-pair': (random) =>
    beamPair.decode({ line: lineOf(random), high: random.chance(0.5), at: AT }, PAIR, SENSOR),
  'button-panel': (random) =>
    buttonPanel.decode({ line: lineOf(random), high: random.chance(0.5), at: AT }, PANEL, SENSOR),
  'reed-switch': (random) => reedSwitch.decode({ high: random.chance(0.5), at: AT }, 'high', SENSOR),
  'sales-mqtt': (random) =>
    salesMqtt.decode(
      Buffer.from(noisyText(random), 'latin1'),
      random.chance(0.5) ? '/transactions' : undefined,
      SENSOR,
      AT,
    ),
  'sales files': (random) => {
    const counter = new CsvCounter({
      separator: ',',
      header: random.chance(0.5),
      receiptColumn: random.int(1, 3),
    });
    counter.push(noisyText(random));
    return counter.end();
  },
  'gpiomon lines': (random) => decodeEdge(noisyText(random)),
  'gpioget levels': (random) => decodeLevels(noisyText(random), random.int(1, 4)),
  'serial chunks': (random) =>
    SPLITTER.push(Buffer.from(noisyText(random) + (random.chance(0.3) ? '\r\n' : ''), 'latin1')),
};

const GRAMMAR = lineCounter.createGrammar(['C,{in},{out}', '{skip}{in}/{out}'], 'total');
const RANGES = rangeCounter.createPattern('{skip}D,{outer},{inner}');
const BUTTONS = { pattern: buttonTerminal.createPattern('B,{button}'), buttons: 4 };
const PAIR = { outerGpioLine: 'GPIO17', innerGpioLine: 'GPIO27', blockedWhen: 'low' } as const;
const PANEL = { gpioLines: ['GPIO17', 'GPIO27'], pressedWhen: 'low' } as const;
const SPLITTER = new LineSplitter(512);

function lineOf(random: Random): string {
  return LINES[random.int(0, LINES.length - 1)] ?? '';
}
