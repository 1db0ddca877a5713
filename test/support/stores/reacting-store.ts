import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Gateway } from '../../../src/app/gateway/gateway.ts';
import { settingsSchema } from '../../../src/app/settings/settings-schema.ts';
import { parseSettings } from '../../../src/config/parse-settings.ts';
import type { Settings } from '../../../src/config/schema.ts';
import type { EpochMs, SensorId } from '../../../src/core/model/ids.ts';
import type { SensorObservation } from '../../../src/core/model/observation.ts';
import type { EventStore } from '../../../src/ports/event-store.ts';
import type { GpioOutputLink, GpioOutputOptions } from '../../../src/ports/gpio-output.ts';
import type { Network } from '../../../src/ports/network.ts';
import { FakeClock } from '../fake-clock.ts';
import { recordedLinks } from '../links/recorded-links.ts';
import { silentLog } from '../silent-log.ts';
import { openMemoryStore } from '../storage/memory-store.ts';

const EXAMPLES = join(import.meta.dirname, '..', '..', '..', 'config', 'examples');
/** Monday, 10:00 in London. */
export const MONDAY_TEN = Date.UTC(2026, 4, 4, 9);
const STEP_MS = 200;
/** Head and feet of a person in a camera's picture. */
const BOX = { width: 60, height: 160 };

const OUTSIDE = [630, 440] as const;
const WALK_STEPS = 30;

/** Every name leads to this machine, which stands for the store's network. */
export const localNetwork: Network = {
  lookup: () => Promise.resolve(['127.0.0.1']),
  findPlace: () => 'store',
};

/** Lamps that remember what they were set to. */
export class FakeLamps implements GpioOutputLink {
  readonly levels: string[] = [];

  hold({ gpioLine, onLoss }: GpioOutputOptions, isHigh: boolean) {
    const tell = (high: boolean) => this.levels.push(`${gpioLine} ${high ? 'high' : 'low'}`);
    tell(isHigh);
    return {
      problem: undefined,
      set: tell,
      close: () => {
        if (onLoss !== undefined) tell(onLoss);
        return Promise.resolve();
      },
    };
  }
}

/** An example of the settings, with addresses that stand-ins listen on. */
export async function readExample(
  name: string,
  changes: Readonly<Record<string, string>> = {},
): Promise<Settings> {
  const text = Object.entries(changes).reduce(
    (changed, [from, to]) => changed.replaceAll(from, to),
    readFileSync(join(EXAMPLES, `${name}.yaml`), 'utf8'),
  );
  return await parseStore(text);
}

export async function parseStore(text: string): Promise<Settings> {
  const { settings, problems } = parseSettings(text, await settingsSchema());
  if (settings === undefined) throw new Error(JSON.stringify(problems));
  return settings;
}

export interface ReactingStoreOptions {
  readonly startMs?: number;
  readonly store?: EventStore;
  readonly clock?: FakeClock;
}

/** The whole gateway on made-up time, whose sensors say what the test gives them, with real sockets to the outside. */
export class ReactingStore implements AsyncDisposable {
  readonly clock: FakeClock;
  readonly lamps = new FakeLamps();
  readonly gateway: Gateway;
  readonly #sensors: readonly SensorId[];
  readonly silent = new Set<string>();
  /** Feet of people in the camera's picture. */
  people: (readonly [x: number, y: number])[] = [];

  constructor(settings: Settings, { startMs = MONDAY_TEN, store, clock }: ReactingStoreOptions = {}) {
    this.clock = clock ?? new FakeClock(startMs);
    this.#sensors = settings.sensors.map(({ id }) => id);
    const recording = { settings: {}, levels: [], items: [], expected: [] };
    this.gateway = new Gateway({
      ...{ settings, clock: this.clock, log: silentLog, version: '0', random: () => 0.5 },
      links: recordedLinks(recording, this.clock, 'stall'),
      store: store ?? openMemoryStore({ maxBytes: 1e7, bootId: 'boot' }),
      openUplink: undefined,
      timeQuality: () => 'synced',
      outside: { network: localNetwork, gpio: this.lamps },
    });
    this.gateway.start();
  }

  /** Time passes; every sensor that is not silent is alive, and the camera sees the people. */
  async run(seconds: number, eachStep?: (second: number) => void): Promise<void> {
    for (let ms = 0; ms < seconds * 1000; ms += STEP_MS) {
      await this.clock.advance(STEP_MS);
      for (const sensor of this.#sensors) this.#beat(sensor);
      eachStep?.(ms / 1000);
    }
  }

  /** Everybody walks to a place; who has none walks out of the picture on the right. */
  async walkTo(places: readonly (readonly [x: number, y: number])[]): Promise<void> {
    const people = this.people;
    const count = Math.max(people.length, places.length);
    const ways = Array.from({ length: count }, (_, i) => ({
      from: people[i] ?? OUTSIDE,
      to: places[i] ?? OUTSIDE,
    }));
    for (let step = 1; step <= WALK_STEPS; step++) {
      this.people = ways.map(({ from, to }) => {
        const along = (axis: 0 | 1) => from[axis] + ((to[axis] - from[axis]) * step) / WALK_STEPS;
        return [along(0), along(1)];
      });
      await this.run(STEP_MS / 1000);
    }
    this.people = [...places];
  }

  observe(
    observation: { readonly kind: string; readonly sensor: string } & Readonly<Record<string, unknown>>,
  ): void {
    this.gateway.pipeline.observe({ at: this.clock.now(), ...observation } as SensorObservation & {
      at: EpochMs;
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const stopping = this.gateway.stop();
    for (let i = 0; i < 50; i++) await this.clock.advance(100);
    await stopping;
  }

  #beat(sensor: SensorId): void {
    if (this.silent.has(sensor)) return;
    const boxes = this.people.flatMap(([x, y]) => [
      x - BOX.width / 2,
      y - BOX.height,
      BOX.width,
      BOX.height,
      0.9,
    ]);
    if (sensor === 'cam') this.observe({ kind: 'PeopleSeen', sensor, boxes });
    else this.observe({ kind: 'SensorAlive', sensor });
  }
}
