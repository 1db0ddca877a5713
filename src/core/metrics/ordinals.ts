import type { StoreModel } from '../model/store-model.ts';

interface Named {
  readonly id: string;
}

/** Indexes of zones, lines and doors in the store model. Arrays of counts use the same indexes. */
export class Ordinals {
  readonly #zones: ReadonlyMap<string, number>;
  readonly #lines: ReadonlyMap<string, number>;
  readonly #doors: ReadonlyMap<string, number>;

  constructor({ zones, lines, doors }: StoreModel) {
    this.#zones = ordinalsOf(zones);
    this.#lines = ordinalsOf(lines);
    this.#doors = ordinalsOf(doors);
  }

  zone(id: string): number {
    return ordinalIn(this.#zones, id);
  }

  line(id: string): number {
    return ordinalIn(this.#lines, id);
  }

  door(id: string): number {
    return ordinalIn(this.#doors, id);
  }
}

function ordinalsOf(things: readonly Named[]): ReadonlyMap<string, number> {
  return new Map(things.map(({ id }, i) => [id, i]));
}

function ordinalIn(ordinals: ReadonlyMap<string, number>, id: string): number {
  const ordinal = ordinals.get(id);
  if (ordinal === undefined) throw new RangeError(`'${id}' is not in the store model`);
  return ordinal;
}
