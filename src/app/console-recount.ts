import { parseSettings } from '../config/parse-settings.ts';
import type { createSettingsSchema, Settings } from '../config/schema.ts';
import { GatewayError } from '../core/gateway-error.ts';
import type { HeatGrid } from '../core/tracking/heat-grid.ts';
import { heatGrid } from '../core/tracking/heat-grid.ts';
import type { TrackRing } from '../core/tracking/track-ring.ts';
import type { EpochMs, LineId, SpaceId, ZoneId } from '../core/types.ts';
import type { ModelRecount } from '../core/zones/recount.ts';
import { recount } from '../core/zones/recount.ts';
import type { ConsoleRecount, Recount } from '../ports/console.ts';
import { shopView } from './console-shop.ts';
import { storeModel } from './store-model.ts';

/** Along the longer side: finer than this, a step decides and not a stay. */
const HEAT_CELLS = 48;
/** Points that a page draws; more would only make the phone slow. */
const MAX_DRAWN_POINTS = 4_000;

/** Counts again what the ring holds: under the settings in force, and under a draft. */
export class RingRecount implements ConsoleRecount {
  readonly #ring: TrackRing;
  readonly #schema: ReturnType<typeof createSettingsSchema>;
  readonly #settings: () => Settings;

  constructor(ring: TrackRing, schema: ReturnType<typeof createSettingsSchema>, settings: () => Settings) {
    this.#ring = ring;
    this.#schema = schema;
    this.#settings = settings;
  }

  recount(draftText: string): Recount {
    const { settings, problems } = parseSettings(draftText, this.#schema);
    if (settings === undefined) {
      throw new GatewayError('CONFIG_INVALID', problems[0]?.allowed ?? 'the draft is not usable');
    }
    const current = recount(storeModel(this.#settings()), this.#ring);
    const draft = recount(storeModel(settings), this.#ring);
    const span = this.#ring.span();
    return { from: span?.from ?? null, to: span?.to ?? null, ...besides(current, draft) };
  }

  heat(space: string): HeatGrid {
    const settings = this.#settings();
    const size = shopView(settings).spaces.find(({ id }) => id === space);
    const cell = size === undefined ? 1 : Math.max(size.width, size.height) / HEAT_CELLS;
    return heatGrid(this.#ring, space as SpaceId, cell, settings.privacy.minimumCount);
  }

  paths(space: string) {
    const points: [number, number][] = [];
    const births: [number, number][] = [];
    const seen = new Set<number>();
    this.#ring.replay(space as SpaceId, {
      moved: (person: number, _at: EpochMs, x: number, y: number, goesOn: boolean) => {
        points.push([x, y]);
        if (!seen.has(person) && !goesOn) births.push([x, y]);
        seen.add(person);
      },
      cut: () => undefined,
      ended: () => undefined,
      resumed: () => undefined,
      advanced: () => undefined,
    });
    return { points: thinned(points), births: thinned(births) };
  }
}

function besides(current: ModelRecount, draft: ModelRecount): Pick<Recount, 'zones' | 'lines'> {
  const ids = <T>(of: (model: ModelRecount) => ReadonlyMap<T, unknown>) => [
    ...new Set([...of(draft).keys(), ...of(current).keys()]),
  ];
  return {
    zones: ids((model) => model.zones).map((id: ZoneId) => ({
      id,
      current: current.zones.get(id) ?? null,
      draft: draft.zones.get(id) ?? null,
    })),
    lines: ids((model) => model.lines).map((id: LineId) => ({
      id,
      current: current.lines.get(id) ?? null,
      draft: draft.lines.get(id) ?? null,
    })),
  };
}

function thinned(points: readonly [number, number][]): [number, number][] {
  const step = Math.max(1, Math.ceil(points.length / MAX_DRAWN_POINTS));
  return points
    .filter((_, i) => i % step === 0)
    .map(([x, y]) => [Math.round(x * 100) / 100, Math.round(y * 100) / 100]);
}
