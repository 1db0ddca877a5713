import type { EpochMs } from '../../core/model/ids.ts';
import type { HeatGrid } from '../../core/tracking/history/heat-grid.ts';

export interface Recount {
  /** Span of the track history. The count under the active settings and the count under the draft both cover it. */
  readonly from: EpochMs | null;
  readonly to: EpochMs | null;
  readonly zones: readonly {
    readonly id: string;
    readonly current: ZoneCount | null;
    readonly draft: ZoneCount | null;
  }[];
  readonly lines: readonly {
    readonly id: string;
    readonly current: LineCount | null;
    readonly draft: LineCount | null;
  }[];
}

export interface ZoneCount {
  readonly entries: number;
  readonly visits: number;
  readonly engaged: number;
  readonly dwellMs: number;
}

export interface LineCount {
  readonly in: number;
  readonly out: number;
}

export interface SampledPaths {
  readonly points: readonly (readonly [number, number])[];
  readonly births: readonly (readonly [number, number])[];
}

/** Runs backtests: counts the anonymous track history again under the settings of a draft. */
export interface ConsoleRecount {
  recount(draftText: string): Promise<Recount>;
  /** A sample of recent track points for drawing. The ends of paths show where tracks begin and end. */
  paths(space: string): Promise<SampledPaths>;
  /**
   * Square cells of the space. Each holds the time that people spent in it, as a share of the busiest cell. Cells that
   * few people used are left out.
   */
  heat(space: string): Promise<HeatGrid>;
}
