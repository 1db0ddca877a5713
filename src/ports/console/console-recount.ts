import type { EpochMs } from '../../core/model/ids.ts';
import type { HeatGrid } from '../../core/tracking/history/heat-grid.ts';

export interface Recount {
  /** Span of the track history, which is the same for both counts. */
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

/** The anonymous track ring: what a draft would have counted. */
export interface ConsoleRecount {
  recount(draftText: string): Promise<Recount>;
  /** Points of recent paths for drawing, thinned; ends of paths are where tracks are born and lost. */
  paths(space: string): Promise<SampledPaths>;
  /** Where people spent time: square cells with their share of the busiest; cells with few people are left out. */
  heat(space: string): Promise<HeatGrid>;
}
