import { decodeEdge, decodeLevels } from '../../src/links/gpio/gpiod.ts';
import { TextLineSplitter } from '../../src/links/support/text-line-splitter.ts';
import type { LinkName } from '../../src/ports/links.ts';
import type { Random } from './seeded-random.ts';

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

/** One parser of bytes outside the drivers each: what it makes of a frame is counted, and that it throws nothing. */
export const PARSERS: Readonly<Record<string, (random: Random) => unknown>> = {
  'gpiomon lines': (random) => decodeEdge(noisyText(random)),
  'gpioget levels': (random) => decodeLevels(noisyText(random), random.int(1, 4)),
  'serial chunks': (random) =>
    SPLITTER.push(Buffer.from(noisyText(random) + (random.chance(0.3) ? '\r\n' : ''), 'latin1')),
};

/** What each link could hand to a driver at its worst. Serial lines and MQTT payloads are a stranger's bytes. */
const NOISE: { readonly [L in LinkName]: (random: Random) => unknown } = {
  serial: noisyText,
  modbus: (random) =>
    random.chance(0.1) ? null : Array.from({ length: random.int(0, 4) }, () => random.int(-5, 70_000)),
  gpio: (random) => ({ line: lineOf(random), rising: random.chance(0.5), monotonicMs: random.int(0, 1e9) }),
  http: (random) =>
    random.chance(0.5) ? oddNumber(random) : { in: oddNumber(random), total: noisyText(random) },
  mqttIn: (random) => ({ topic: noisyText(random), text: noisyText(random) }),
  onvif: (random) => ({ xml: noisyText(random), clockAheadMs: 0 }),
  push: (random) => ({ topic: noisyText(random), text: noisyText(random) }),
  salesHttp: oddNumber,
  salesDrop: oddNumber,
  ble: (random) => noisyAdvert(random),
  mqttReceiver: (random) => noisyAdvert(random),
  camera: (random) => ({
    ...{ at: random.int(0, 1e9), widthPx: 640, heightPx: 480 },
    boxes: Array.from({ length: random.int(0, 15) }, () => oddNumber(random)),
  }),
};

/** Frames of a link, good ones damaged and nonsense between. */
export function noiseOn(link: LinkName, frames: number, random: Random): unknown[] {
  return Array.from({ length: frames }, () => NOISE[link](random));
}

const SPLITTER = new TextLineSplitter(512);
const ODD = [0, -1, 0.5, 1, 100_001, Number.NaN, Number.POSITIVE_INFINITY];

function oddNumber(random: Random): number {
  return ODD[random.int(0, ODD.length - 1)] ?? 0;
}

function noisyAdvert(random: Random): object {
  const common = { rssiDbm: oddNumber(random), at: random.int(0, 1e9) };
  if (random.chance(0.5)) return { kind: 'radio', pseudonym: noisyText(random), ...common };
  return { kind: 'tag', tag: noisyText(random), ...common, report: { button: oddNumber(random) } };
}

function lineOf(random: Random): string {
  return LINES[random.int(0, LINES.length - 1)] ?? '';
}
