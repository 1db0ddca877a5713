import type { Codec } from './codec.ts';
import { StateError } from './codec.ts';
import type { Json } from './ids.ts';

/** A piece of the engine's state, declared once for both saving and restoring. */
export interface StatePart {
  save(): Json;
  /** Checks everything and changes nothing; what it gives puts the state back. Throws a `StateError`. */
  read(saved: Json, path: string): Restore;
}

export type Restore = () => void;

/** Something whose state outlives the program, so that a restart loses no open visit. */
export interface Checkpointed {
  readonly state: StatePart;
}

/** Restores the whole saved state. If that fails, restores nothing and returns the reason. */
export function restoreState(part: StatePart, saved: Json): string | undefined {
  try {
    part.read(saved, '')();
    return undefined;
  } catch (error) {
    if (error instanceof StateError) return error.message;
    throw error;
  }
}

/** One value that is got and set. */
export function held<T>(codec: Codec<T>, get: () => NoInfer<T>, set: (value: T) => void): StatePart {
  return {
    save: () => codec.encode(get()),
    read(saved, path) {
      const value = codec.decode(saved, path);
      return () => set(value);
    },
  };
}

/** An object that stays the same while its fields change. */
export function heldObject<T extends object>(codec: Codec<T>, object: T): StatePart {
  return held(
    codec,
    () => object,
    (value) => {
      Object.assign(object, value);
    },
  );
}

/** A map that stays the same while its entries change. Of a checkpoint only keys that `isKnown` are taken. */
export function heldMap<K, T>(
  codec: Codec<Map<K, T>>,
  map: Map<K, T>,
  isKnown: (key: K) => boolean = () => true,
): StatePart {
  return held(
    codec,
    () => map,
    (values) => {
      map.clear();
      for (const [key, value] of values) if (isKnown(key)) map.set(key, value);
    },
  );
}

/** The same for a set, saved as a list. */
export function heldSet<T>(codec: Codec<T[]>, set: Set<T>): StatePart {
  return held(
    codec,
    () => [...set],
    (values) => {
      set.clear();
      for (const value of values) set.add(value);
    },
  );
}

/** All these together, as an object. */
export function composed(fields: Readonly<Record<string, StatePart>>): StatePart {
  const entries = Object.entries(fields);
  return {
    save: () => Object.fromEntries(entries.map(([key, part]) => [key, part.save()])),
    read(saved, path) {
      const values = objectOf(saved, path);
      return together(
        entries.map(([key, part]) => {
          const value = values[key];
          if (value === undefined) throw new StateError(`${path}.${key}`, 'there');
          return part.read(value, `${path}.${key}`);
        }),
      );
    },
  };
}

/** All these together, as a list: names cost bytes in every checkpoint. */
export function composedList(items: readonly StatePart[]): StatePart {
  return {
    save: () => items.map((part) => part.save()),
    read(saved, path) {
      if (!Array.isArray(saved) || saved.length !== items.length)
        throw new StateError(path, `a list of ${items.length}`);
      return together(
        items.map((part, i) => part.read((saved as readonly Json[])[i] ?? null, `${path}[${i}]`)),
      );
    },
  };
}

/** State of the items that the store's model holds by id. A new item starts empty; a removed one is dropped. */
export function composedById(items: Iterable<readonly [id: string, item: Checkpointed]>): StatePart {
  const byId = [...items];
  return {
    save: () => Object.fromEntries(byId.map(([id, { state }]) => [id, state.save()])),
    read(saved, path) {
      const values = objectOf(saved, path);
      return together(
        byId.flatMap(([id, { state }]) => {
          const value = values[id];
          return value === undefined ? [] : [state.read(value, `${path}.${id}`)];
        }),
      );
    },
  };
}

/** State of an optional part of the store's model. */
export function composedOptional(item: Checkpointed | undefined): StatePart {
  return {
    save: () => item?.state.save() ?? null,
    read: (saved, path) =>
      saved === null || item === undefined ? () => undefined : item.state.read(saved, path),
  };
}

/**
 * An item that saves and restores its state without a codec. A spare restores first, so a failure changes nothing.
 */
export function selfRestoring(item: SelfRestoring, spare: () => SelfRestoring): StatePart {
  return {
    save: () => item.snapshot(),
    read(saved, path) {
      try {
        spare().restore(saved);
      } catch (cause) {
        throw new StateError(path, `readable (${String(cause)})`);
      }
      return () => item.restore(saved);
    },
  };
}

interface SelfRestoring {
  snapshot(): Json;
  restore(saved: Json): void;
}

function together(restores: readonly Restore[]): Restore {
  return () => {
    for (const restore of restores) restore();
  };
}

function objectOf(saved: Json, path: string): Readonly<Record<string, Json>> {
  if (typeof saved !== 'object' || saved === null || Array.isArray(saved))
    throw new StateError(path, 'an object');
  return saved as Readonly<Record<string, Json>>;
}
