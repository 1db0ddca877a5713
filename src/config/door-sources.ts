import type { Settings } from './schema.ts';

type DoorSettings = Settings['doors'][number];

/** The count sources of a door, collected from `sources` and from the short forms `sensors` and `lines`. */
export interface DoorSources {
  readonly sensors: readonly string[];
  readonly lines: readonly string[];
  /** Ids of the sensors and lines that cover only a part of the door's width. */
  readonly parts: readonly string[];
}

export function doorSources({ sensors, lines, sources }: DoorSettings): DoorSources {
  const named = sources.map((source) => {
    return { id: 'sensor' in source ? source.sensor : source.line, ...source };
  });
  return {
    sensors: [...sensors, ...named.flatMap((source) => ('sensor' in source ? [source.id] : []))],
    lines: [...lines, ...named.flatMap((source) => ('line' in source ? [source.id] : []))],
    parts: named.filter((source) => source.sees === 'part').map(({ id }) => id),
  };
}
