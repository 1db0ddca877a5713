import type { Sensor } from '../../ports/sensor.ts';

/** The settings that a simulated store uses. The checked settings file satisfies this type. */
export interface SimSettings {
  readonly store: { readonly timezone: string };
  readonly floor?: { readonly widthMetres: number; readonly heightMetres: number } | undefined;
  readonly sensors: readonly Sensor[];
  readonly zones: readonly {
    readonly id: string;
    readonly space: string;
    readonly polygon: readonly (readonly [number, number])[];
    readonly margin?: number | undefined;
    readonly entrySeconds?: number | undefined;
    readonly exitSeconds?: number | undefined;
    readonly visitSeconds?: number | undefined;
    readonly engagedSeconds?: number | undefined;
    readonly isQueue: boolean;
    readonly serviceZone?: string | undefined;
  }[];
  readonly lines: readonly {
    readonly id: string;
    readonly space: string;
    readonly from: readonly [number, number];
    readonly to: readonly [number, number];
  }[];
  readonly shopfront?: { readonly lines: readonly string[]; readonly zones: readonly string[] } | undefined;
  readonly doors: readonly { readonly id: string; readonly sensors: readonly string[] }[];
  readonly tags: readonly { readonly id: string }[];
  readonly thresholds: {
    readonly zoneEntrySeconds: number;
    readonly zoneExitSeconds: number;
    readonly visitSeconds: number;
    readonly engagedSeconds: number;
    readonly uTurnSeconds: number;
  };
}

/** A problem in a scenario, in the same form as a problem in the settings. */
export interface ScenarioProblem {
  readonly path: string;
  readonly value: unknown;
  readonly allowed: string;
  readonly mend: string;
}
