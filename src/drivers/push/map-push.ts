import type { EpochMs, SensorId } from '../../core/model/ids.ts';
import type { SensorObservation } from '../../core/model/observation.ts';
import type { PushMessage } from '../../ports/links.ts';
import { Availability } from './availability.ts';
import { readBody } from './body-tree.ts';
import { JointTotals } from './joint-totals.ts';
import type { Mapping, Read } from './mapping-schema.ts';
import type { Tree, TreePath } from './path.ts';
import { findAll, parsePath } from './path.ts';
import { readTime } from './read-time.ts';
import { SenderClock } from './sender-clock.ts';

/** Largest number of people in a zone. A larger value cannot be a number of people. */
const MOST_HEADS = 10_000;
/** Age from which a number of people says nothing about the present. */
const STALE_MS = 90_000;
/** How far a device's clock may be ahead of the gateway's clock. */
const AHEAD_MS = 90_000;
const MOST_TOTAL = 1e10;

export interface MapOptions {
  readonly sensor: SensorId;
  readonly mapping: Mapping;
  /** Values for the `{name}` placeholders in the mapping's topics and paths. */
  readonly names: Readonly<Record<string, string>>;
  readonly timeZone: string;
}

type Field = 'each' | 'in' | 'out' | 'from' | 'to' | 'at' | 'value';

interface CompiledRead {
  readonly read: Read;
  /** MQTT topic filter. Empty: any topic. */
  readonly filter: string;
  readonly topic: RegExp | undefined;
  readonly paths: { readonly [F in Field]: readonly TreePath[] };
}

interface Arrival {
  readonly retained?: boolean;
  readonly shiftMs: number;
}

interface Reading {
  readonly read: CompiledRead;
  readonly record: Tree;
  readonly body: Tree;
}

/** Converts a device's messages into observations. It keeps the last totals and the clock's error between messages. */
export class PushMapper {
  readonly #options: MapOptions;
  readonly #reads: readonly CompiledRead[];
  readonly #clock = new SenderClock();
  readonly #joint: JointTotals;
  readonly availability: Availability;

  constructor(options: MapOptions) {
    this.#options = options;
    this.#reads = options.mapping.reads.map((read) => compile(read, options.names));
    this.#joint = new JointTotals(options.sensor);
    const topics = this.#reads.flatMap(({ read, filter }) => (read.as === 'available' ? [filter] : []));
    this.availability = new Availability(topics);
  }

  /**
   * Returns the observations of a message, in order. Undefined when the message holds nothing for this sensor. Never
   * throws, for any bytes.
   */
  map(message: PushMessage, at: EpochMs): readonly SensorObservation[] | undefined {
    const body = readBody(message.payload, this.#options.mapping.format);
    if (body === undefined) return undefined;
    const readings = this.#reads
      .filter(({ topic }) => topic === undefined || topic.test(message.topic))
      .flatMap((read) => recordsOf(read, body).map((record): Reading => ({ read, record, body })));
    const shiftMs = this.#findShift(readings, at);
    const read = readings.flatMap((reading) => {
      const what = this.#observe(reading, at, { shiftMs, ...message });
      return what === undefined ? [] : [what];
    });
    if (read.length === 0) return undefined;
    const seen = read.flat();
    if (!this.#options.mapping.joinsDirections) return seen;
    return [...this.#joint.release(at), ...seen.flatMap((one) => this.#joint.hold(one))];
  }

  /** Returns totals that have waited long enough for the other direction. */
  release(at: EpochMs): readonly SensorObservation[] {
    return this.#joint.release(at);
  }

  #findShift(readings: readonly Reading[], at: EpochMs): number {
    const times = readings.flatMap((reading) => this.#time(reading, 'to') ?? this.#time(reading, 'at') ?? []);
    return times.length === 0 ? 0 : this.#clock.correct(Math.max(...times), at);
  }

  #observe(
    reading: Reading,
    at: EpochMs,
    { shiftMs, retained }: Arrival,
  ): SensorObservation | readonly SensorObservation[] | undefined {
    const { as } = reading.read.read;
    if (as === 'contact') return this.#contact(reading, at);
    if (as === 'available') return this.#available(reading);
    // The broker had kept a retained message from before the subscription, so it may be old. Only a number of people
    // from a device with availability topics is still valid.
    const isHeadCount = as === 'people' || as === 'occupied';
    if (retained === true && !(isHeadCount && this.availability.isTold)) return undefined;
    if (isHeadCount) return this.#headCount(reading, at, shiftMs);
    return as === 'interval' ? this.#interval(reading, at, shiftMs) : this.#total(reading, at, shiftMs);
  }

  #contact(reading: Reading, at: EpochMs): SensorObservation | undefined {
    const { open = [], shut = [] } = reading.read.read;
    const state = String(first(reading, 'value'));
    if (!open.includes(state) && !shut.includes(state)) return undefined;
    return { kind: 'ContactRead', sensor: this.#options.sensor, at, open: open.includes(state) };
  }

  #available(reading: Reading): readonly SensorObservation[] | undefined {
    const state = first(reading, 'value');
    if (state === undefined) return undefined;
    const { filter, read } = reading.read;
    this.availability.update(filter, read.there?.includes(String(state)) === true);
    return [];
  }

  /** Ignores a number that is too old to describe the present. */
  #headCount(
    reading: Reading,
    at: EpochMs,
    shiftMs: number,
  ): SensorObservation | readonly SensorObservation[] | undefined {
    const value = firstOf(reading, 'value');
    const time = this.#time(reading, 'at');
    if (value === undefined) return undefined;
    if (time !== undefined && Math.abs(at - time - shiftMs) > STALE_MS) return [];
    return {
      kind: 'HeadCountRead',
      sensor: this.#options.sensor,
      at,
      people: headsOf(value, reading.read.read),
    };
  }

  #interval(reading: Reading, at: EpochMs, shiftMs: number): SensorObservation | undefined {
    const [from, to] = [this.#time(reading, 'from'), this.#time(reading, 'to')];
    const people = this.#people(reading);
    if (from === undefined || to === undefined || people === undefined) return undefined;
    if (from >= to || to + shiftMs > at + AHEAD_MS) return undefined;
    const { sensor } = this.#options;
    const end = Math.min(to + shiftMs, at) as EpochMs;
    return { kind: 'IntervalCounted', sensor, at, from: (from + shiftMs) as EpochMs, to: end, ...people };
  }

  #total(reading: Reading, at: EpochMs, shiftMs: number): SensorObservation | undefined {
    const people = this.#people(reading);
    const time = this.#time(reading, 'at');
    if (people === undefined || (time !== undefined && time + shiftMs > at + AHEAD_MS)) return undefined;
    const readAt = Math.min(time === undefined ? at : time + shiftMs, at) as EpochMs;
    const { sensor } = this.#options;
    return { kind: 'CounterRead', sensor, at, mode: 'total', ...people, readAt };
  }

  /** Returns the people who passed. Undefined when the record holds neither direction. */
  #people(reading: Reading) {
    const [inward, out] = [countOf(first(reading, 'in')), countOf(first(reading, 'out'))];
    if (inward === null && out === null) return undefined;
    return { entered: inward, left: out };
  }

  #time(reading: Reading, field: 'from' | 'to' | 'at'): number | undefined {
    return readTime(first(reading, field), this.#options.timeZone);
  }
}

function recordsOf({ paths }: CompiledRead, body: Tree): readonly Tree[] {
  if (paths.each.length === 0) return [body];
  return paths.each.flatMap((path) => findAll(path, body, body));
}

/** Returns the first value at the field's paths that is neither null nor empty. */
function first({ read, record, body }: Reading, field: Field): Tree {
  for (const path of read.paths[field]) {
    const [found] = findAll(path, body, record);
    if (found !== undefined && found !== null && found !== '') return found;
  }
  return undefined;
}

/** Returns the first value at the field's paths, which may be null: the device then does not know the number. */
function firstOf({ read, record, body }: Reading, field: Field): Tree {
  return read.paths[field].flatMap((path) => findAll(path, body, record))[0];
}

function headsOf(value: Tree, { as, occupied = [], empty = [] }: Read): number | null {
  if (as === 'occupied')
    return occupied.includes(String(value)) ? 1 : empty.includes(String(value)) ? 0 : null;
  const people = countOf(value);
  return people === null || people > MOST_HEADS ? null : people;
}

/** Returns null for a value that is not a count: the count is then unknown, not zero. */
function countOf(value: Tree): number | null {
  const isText = typeof value === 'string' && /^\d{1,10}(\.0+)?$/.test(value);
  const count = isText ? Number(value) : value;
  const isCount = Number.isSafeInteger(count) && Number(count) >= 0 && Number(count) <= MOST_TOTAL;
  return isCount ? Number(count) : null;
}

function compile(read: Read, names: MapOptions['names']): CompiledRead {
  const of = (field: Field): readonly TreePath[] => {
    const texts = read[field] ?? [];
    return (Array.isArray(texts) ? texts : [texts]).flatMap((text) => parsePath(fillIn(text, names)) ?? []);
  };
  const filter = fillIn(read.topic ?? '', names);
  const topic = filter === '' ? undefined : topicPattern(filter);
  const paths = {
    ...{ each: of('each'), in: of('in'), out: of('out'), from: of('from'), to: of('to') },
    ...{ at: of('at'), value: of('value') },
  };
  return { read, filter, topic, paths };
}

/**
 * Replaces the names in braces with their values. Removes single quotes from the values, as they would end a quoted
 * text in a path.
 */
export function fillIn(text: string, names: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (_braces, name: string) => (names[name] ?? '').replaceAll("'", ''));
}

function topicPattern(filter: string): RegExp {
  const parts = filter.split('/').map((part) => {
    if (part === '+') return '[^/]*';
    return part === '#' ? '.*' : part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  });
  return new RegExp(`^${parts.join('/')}$`);
}
