import type { Codec } from './codec.ts';
import { StateError } from './codec.ts';
import type { Json } from './ids.ts';

/** A part of the engine's state. One declaration serves saving and restoring. */
export interface StatePart {
  save(): Json;
  /**
   * Checks `saved` without changing anything. The returned function restores the state.
   * @throws StateError for an invalid checkpoint.
   */
  read(saved: Json, path: string): Restore;
}

export type Restore = () => void;

/** An object whose state survives a restart, so that no open visit is lost. */
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

/** State in a variable that `get` reads and `set` replaces. */
export function held<T>(codec: Codec<T>, get: () => NoInfer<T>, set: (value: T) => void): StatePart {
  return {
    save: () => codec.encode(get()),
    read(saved, path) {
      const value = codec.decode(saved, path);
      return () => set(value);
    },
  };
}

/** An object whose fields are restored in place. */
export function heldObject<T extends object>(codec: Codec<T>, object: T): StatePart {
  return held(
    codec,
    () => object,
    (value) => {
      Object.assign(object, value);
    },
  );
}

/** A map whose entries are restored in place. Drops keys of a checkpoint that `isKnown` rejects. */
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

/** A set, restored in place and saved as a list. */
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

/** A state that consists of several parts, saved as one object. */
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

/** A state that consists of several parts, saved as a list, because names cost bytes in every checkpoint. */
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

/** State of items of the store's model, by id. A new item starts empty; a removed one is dropped. */
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

/** State of an optional item of the store's model. */
export function composedOptional(item: Checkpointed | undefined): StatePart {
  return {
    save: () => item?.state.save() ?? null,
    read: (saved, path) =>
      saved === null || item === undefined ? () => undefined : item.state.read(saved, path),
  };
}

/**
 * An item that saves and restores its state without a codec. The state is first restored into a spare item, so that a
 * failure changes nothing.
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
