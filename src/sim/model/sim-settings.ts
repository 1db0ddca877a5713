import type { Sensor } from '../../ports/sensor.ts';

/** The settings that a simulated store uses; the checked settings file fits this type. */
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

/** A problem of a scenario, in the form of a settings problem. */
export interface ScenarioProblem {
  readonly path: string;
  readonly value: unknown;
  readonly allowed: string;
  readonly mend: string;
}
