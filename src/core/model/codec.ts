import type { Json } from './ids.ts';

/** Converts a value to its form in a checkpoint, and back. */
export interface Codec<T> {
  encode(value: T): Json;
  /** Throws a `StateError` for anything that `encode` does not produce. `path`: position in the checkpoint. */
  decode(saved: Json, path: string): T;
}

/** A field of a `struct` that may be absent. */
export interface OptionalCodec<T> extends Codec<T> {
  readonly isOptional: true;
}

export type TypeOf<C> = C extends Codec<infer T> ? T : never;

type Fields = Readonly<Record<string, Codec<unknown>>>;
type OptionalKey<F> = { [K in keyof F]: F[K] extends OptionalCodec<unknown> ? K : never }[keyof F];
type Shape<F> = { [K in Exclude<keyof F, OptionalKey<F>>]: TypeOf<F[K]> } & {
  [K in OptionalKey<F>]?: TypeOf<F[K]>;
};

/** Reports that a checkpoint, or a part of it, does not have the form that this program writes. */
export class StateError extends Error {
  constructor(path: string, wanted: string) {
    super(`${path === '' ? 'the state' : path} is not ${wanted}`);
    this.name = 'StateError';
  }
}

function guarded<T extends Json>(wanted: string, isValid: (saved: Json) => saved is T): Codec<T> {
  return {
    encode: (value) => value,
    decode(saved, path) {
      if (!isValid(saved)) throw new StateError(path, wanted);
      return saved;
    },
  };
}

/** A finite number: JSON cannot represent NaN or infinity. */
export const number = guarded('a number', (saved): saved is number => Number.isFinite(saved));
export const count = guarded(
  'a whole number from 0 up',
  (saved): saved is number => Number.isInteger(saved) && Number(saved) >= 0,
);
export const boolean = guarded('true or false', (saved): saved is boolean => typeof saved === 'boolean');

/** A number with a brand, such as `EpochMs`. */
export function branded<T extends number>(): Codec<T> {
  return guarded('a number', (saved): saved is T => Number.isFinite(saved));
}

/** Text, or an id with a brand. */
export function text<T extends string = string>(): Codec<T> {
  return guarded('text', (saved): saved is T => typeof saved === 'string');
}

export function choice<const T extends string | number>(...values: readonly T[]): Codec<T> {
  return guarded(`one of ${values.join(', ')}`, (saved): saved is T =>
    values.some((value) => value === saved),
  );
}

/**
 * Converts a value with `to` and encodes the result with `inner`. Loading reverses this with `from`, which may throw a
 * `StateError`.
 */
export function converted<T, S>(
  inner: Codec<S>,
  to: (value: T) => S,
  from: (saved: S, path: string) => T,
): Codec<T> {
  return {
    encode: (value) => inner.encode(to(value)),
    decode: (saved, path) => from(inner.decode(saved, path), path),
  };
}

/** Saves true as 1 and false as 0, which shortens lists of thousands of flags. */
export const bit: Codec<boolean> = converted(
  choice(0, 1),
  (value: boolean) => (value ? 1 : 0),
  (saved) => saved === 1,
);

export function nullable<T>(inner: Codec<T>): Codec<T | null> {
  return {
    encode: (value) => (value === null ? null : inner.encode(value)),
    decode: (saved, path) => (saved === null ? null : inner.decode(saved, path)),
  };
}

/** Saves undefined as null. */
export function maybe<T>(inner: Codec<T>): Codec<T | undefined> {
  return converted(
    nullable(inner),
    (value: T | undefined) => value ?? null,
    (saved) => saved ?? undefined,
  );
}

/** Saves a time that never happened (−∞) as null. */
export function orNever<T extends number>(inner: Codec<T>): Codec<T> {
  return converted(
    nullable(inner),
    (value: T) => (Number.isFinite(value) ? value : null),
    (saved) => saved ?? (Number.NEGATIVE_INFINITY as T),
  );
}

/** Omits the field when its value is undefined. */
export function optional<T>(inner: Codec<T>): OptionalCodec<T> {
  return { encode: inner.encode, decode: inner.decode, isOptional: true };
}

export function list<T>(inner: Codec<T>): Codec<T[]> {
  return {
    encode: (values) => values.map((value) => inner.encode(value)),
    decode: (saved, path) => arrayOf(saved, path).map((item, i) => inner.decode(item, `${path}[${i}]`)),
  };
}

/**
 * A list. Loading drops items for which `isKnown` is false, such as those of a zone that was removed from the settings.
 */
export function knownOnly<T>(inner: Codec<T>, isKnown: (value: T) => boolean): Codec<T[]> {
  return converted(
    list(inner),
    (values: T[]) => values,
    (saved) => saved.filter(isKnown),
  );
}

/**
 * An index into `things`, saved as the id of that thing. −1 stands for no thing, or for an id that no longer exists.
 */
export function ordinalCodec(things: readonly { readonly id: string }[]): Codec<number> {
  return converted(
    text(),
    (ordinal: number) => things[ordinal]?.id ?? '',
    (id) => things.findIndex((thing) => thing.id === id),
  );
}

/** A list of numbers, of exactly `length` when it is given. */
export function numbers(length?: number): Codec<number[]> {
  const inner = list(number);
  const from = (saved: number[], path: string) => {
    if (length !== undefined && saved.length !== length) throw new StateError(path, `a list of ${length}`);
    return saved;
  };
  return converted(inner, (values: number[]) => values, from);
}

/** A list whose items have different types. */
export function tuple<const F extends readonly Codec<unknown>[]>(
  ...items: F
): Codec<{ -readonly [K in keyof F]: TypeOf<F[K]> }> {
  type Values = { -readonly [K in keyof F]: TypeOf<F[K]> };
  return {
    encode: (values) => items.map((item, i) => item.encode(values[i])),
    decode(saved, path) {
      const array = arrayOf(saved, path);
      if (array.length !== items.length) throw new StateError(path, `a list of ${items.length}`);
      return items.map((item, i) => item.decode(array[i] ?? null, `${path}[${i}]`)) as Values;
    },
  };
}

/** An object with these fields. Decoding ignores other fields. */
export function struct<F extends Fields>(fields: F): Codec<Shape<F>> {
  const codecs = Object.entries(fields);
  return {
    encode: (value) => encodeFields(codecs, value as Readonly<Record<string, unknown>>),
    decode: (saved, path) => decodeFields(codecs, objectOf(saved, path), path) as Shape<F>,
  };
}

/** Saves an object as a list in the order of its fields, because names cost bytes in every checkpoint. */
export function row<F extends Fields>(fields: F): Codec<{ [K in keyof F]: TypeOf<F[K]> }> {
  const names = Object.keys(fields);
  const items = tuple(...Object.values(fields));
  type Row = { [K in keyof F]: TypeOf<F[K]> };
  return {
    encode: (value) => items.encode(names.map((name) => value[name])),
    decode: (saved, path) =>
      Object.fromEntries(items.decode(saved, path).map((item, i) => [names[i], item])) as Row,
  };
}

/** Saves a map as an object. */
export function byKey<K extends string, T>(inner: Codec<T>): Codec<Map<K, T>> {
  return {
    encode: (values) => Object.fromEntries(Array.from(values, ([key, value]) => [key, inner.encode(value)])),
    decode(saved, path) {
      const entries = Object.entries(objectOf(saved, path));
      return new Map(entries.map(([key, value]) => [key as K, inner.decode(value, `${path}.${key}`)]));
    },
  };
}

/** Saves a map as a list of pairs. */
export function entryCodec<K, T>(key: Codec<K>, inner: Codec<T>): Codec<Map<K, T>> {
  return {
    encode: (values) => Array.from(values, ([k, value]) => [key.encode(k), inner.encode(value)]),
    decode(saved, path) {
      const entries = arrayOf(saved, path).map((pair, i): [K, T] => {
        const [k = null, value = null] = arrayOf(pair, `${path}[${i}]`);
        return [key.decode(k, `${path}[${i}]`), inner.decode(value, `${path}[${i}]`)];
      });
      return new Map(entries);
    },
  };
}

/** Creates an instance of a class and copies the fields of `fields` into it. */
export function instance<S extends object, T extends S>(create: () => T, fields: Codec<S>): Codec<T> {
  return converted(
    fields,
    (value: T): S => value,
    (saved) => Object.assign(create(), saved),
  );
}

/** An object with arbitrary text keys, whose values `inner` encodes. */
export function record<T>(inner: Codec<T>): Codec<Record<string, T>> {
  return converted(
    byKey<string, T>(inner),
    (values: Record<string, T>) => new Map(Object.entries(values)),
    (saved) => Object.fromEntries(saved),
  );
}

function encodeFields(
  codecs: readonly (readonly [string, Codec<unknown>])[],
  value: Readonly<Record<string, unknown>>,
): Json {
  const saved: { [key: string]: Json } = {};
  for (const [key, codec] of codecs) {
    if (value[key] !== undefined || !('isOptional' in codec)) saved[key] = codec.encode(value[key]);
  }
  return saved;
}

function decodeFields(
  codecs: readonly (readonly [string, Codec<unknown>])[],
  saved: Readonly<Record<string, Json>>,
  path: string,
): Readonly<Record<string, unknown>> {
  const value: { [key: string]: unknown } = {};
  for (const [key, codec] of codecs) {
    const field = saved[key];
    if (field === undefined && 'isOptional' in codec) continue;
    if (field === undefined) throw new StateError(`${path}.${key}`, 'there');
    value[key] = codec.decode(field, `${path}.${key}`);
  }
  return value;
}

function arrayOf(saved: Json, path: string): readonly Json[] {
  if (!Array.isArray(saved)) throw new StateError(path, 'a list');
  return saved as readonly Json[];
}

function objectOf(saved: Json, path: string): Readonly<Record<string, Json>> {
  if (typeof saved !== 'object' || saved === null || Array.isArray(saved))
    throw new StateError(path, 'an object');
  return saved as Readonly<Record<string, Json>>;
}
