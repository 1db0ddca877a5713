import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SensorObservation } from '../../../src/core/model/observation.ts';
import type { Links, MqttMessage, SerialDuplex } from '../../../src/ports/links.ts';
import type { FakeClock } from '../fake-clock.ts';
import type { Ending } from './scripted-source.ts';
import { scripted } from './scripted-source.ts';

const PROJECT = join(import.meta.dirname, '..', '..', '..');

/** One thing a link gave, at a wall time. A link's item is whatever its stream yields; bytes are given as `text`. */
export interface RecordedItem {
  readonly at: number;
  readonly item: unknown;
}

/** What a sensor's link gave, and the observations that it stands for. */
export interface Recording {
  readonly settings: Record<string, unknown>;
  /** GPIO levels at the start. */
  readonly levels: readonly boolean[];
  readonly items: readonly RecordedItem[];
  readonly expected: readonly SensorObservation[];
}

export function readRecording(type: string): Recording {
  const path = join('test', 'fixtures', type, 'recording.json');
  let text: string;
  try {
    text = readFileSync(join(PROJECT, path), 'utf8');
  } catch {
    throw new Error(`no recording of a ${type}: write ${path} (settings, items, expected)`);
  }
  return { levels: [], ...(JSON.parse(text) as Omit<Recording, 'levels'>) };
}

/** Every link plays the recording; the clock stands at each item's time when it comes. */
export function recordedLinks(recording: Recording, clock: FakeClock, ending: Ending): Links {
  const items = recording.items.map(({ item }) => item);
  const play = <Item>(signal: AbortSignal): AsyncIterable<Item> =>
    scripted(items as Item[], ending, signal, (index) => clock.setWall(recording.items[index]?.at ?? 0));
  let asked: AsyncIterator<unknown> | undefined;
  return {
    serial: {
      lines: (_options, signal) => play(signal),
      openDuplex: (_options, signal) => answering(play(signal)),
    },
    modbus: {
      openBus: (_options, signal) => {
        const answers = play<number[] | null>(signal)[Symbol.asyncIterator]();
        return Promise.resolve({
          read: async () => (await answers.next()).value ?? undefined,
          close: () => Promise.resolve(),
        });
      },
    },
    http: {
      read: (_options, signal) => {
        asked ??= play<unknown>(signal)[Symbol.asyncIterator]();
        return asked.next().then(({ value }) => value ?? undefined);
      },
    },
    gpio: { edges: (_options, signal) => play(signal), levels: () => Promise.resolve(recording.levels) },
    ble: { adverts: (_options, signal) => play(signal) },
    camera: { frames: (_options, signal) => play(signal) },
    salesHttp: { counts: (_options, signal) => play(signal) },
    salesDrop: { counts: (_options, signal) => play(signal) },
    mqttReceiver: { adverts: (_options, signal) => play(signal) },
    onvif: { batches: (_options, signal) => play(signal) },
    push: { messages: (_options, signal) => bytesOf(play<{ topic: string; text: string }>(signal)) },
    mqttIn: { messages: (_options, signal) => bytesOf(play<{ topic: string; text: string }>(signal)) },
  };
}

/** A port whose bytes were recorded in hexadecimal; noise is taken as its characters. */
function answering(items: AsyncIterable<unknown>): Promise<SerialDuplex> {
  const isHex = (text: string) => /^([0-9a-f]{2})+$/.test(text);
  async function* chunks() {
    for await (const item of items) {
      const text = String(item);
      yield new Uint8Array(Buffer.from(text, isHex(text) ? 'hex' : 'latin1'));
    }
  }
  return Promise.resolve({ chunks, write: () => Promise.resolve(), close: () => Promise.resolve() });
}

async function* bytesOf(items: AsyncIterable<{ topic: string; text: string }>): AsyncGenerator<MqttMessage> {
  for await (const { topic, text } of items) yield { topic, payload: new TextEncoder().encode(text) };
}
