import { parseSettings } from '../../config/parse-settings.ts';
import type { createSettingsSchema, Settings } from '../../config/schema.ts';
import { GatewayError } from '../../core/model/gateway-error.ts';
import type { LineId, SpaceId, ZoneId } from '../../core/model/ids.ts';
import type { HeatGrid } from '../../core/tracking/history/heat-grid.ts';
import type { BacktestResult } from '../../core/zones/backtest.ts';
import type { ConsoleRecount, Recount, SampledPaths } from '../../ports/console/console-recount.ts';
import { buildStoreModel } from '../settings/build-store-model.ts';
import { createStoreView } from './store-view.ts';
import type { TrackHistoryClient } from './track-history-client.ts';

/**
 * Number of heat map cells along the longer side of a space. With more, the cells are so small that passing people
 * outweigh those who stay.
 */
const HEAT_CELLS = 48;

/** Repeats the count of the recorded track history, once with the active settings and once with a draft. */
export class BacktestService implements ConsoleRecount {
  readonly #ring: TrackHistoryClient;
  readonly #schema: ReturnType<typeof createSettingsSchema>;
  readonly #settings: () => Settings;

  constructor(
    ring: TrackHistoryClient,
    schema: ReturnType<typeof createSettingsSchema>,
    settings: () => Settings,
  ) {
    this.#ring = ring;
    this.#schema = schema;
    this.#settings = settings;
  }

  async recount(draftText: string): Promise<Recount> {
    const { settings, problems } = parseSettings(draftText, this.#schema);
    if (settings === undefined) {
      throw new GatewayError('SETTINGS_INVALID', problems[0]?.allowed ?? 'the draft is not usable');
    }
    const models = [buildStoreModel(this.#settings()), buildStoreModel(settings)];
    const { counts, span } = await this.#ring.ask('recount', { models });
    const [current, draft] = counts;
    if (current === undefined || draft === undefined) throw new RangeError('two models have two counts');
    return { from: span?.from ?? null, to: span?.to ?? null, ...besides(current, draft) };
  }

  heat(space: string): Promise<HeatGrid> {
    const settings = this.#settings();
    const size = createStoreView(settings).spaces.find(({ id }) => id === space);
    const cell = size === undefined ? 1 : Math.max(size.width, size.height) / HEAT_CELLS;
    const fewest = settings.privacy.minimumCount;
    return this.#ring.ask('heat', { space: space as SpaceId, cell, fewest });
  }

  paths(space: string): Promise<SampledPaths> {
    return this.#ring.ask('paths', { space: space as SpaceId });
  }
}

function besides(current: BacktestResult, draft: BacktestResult): Pick<Recount, 'zones' | 'lines'> {
  const ids = <T>(of: (model: BacktestResult) => ReadonlyMap<T, unknown>) => [
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
