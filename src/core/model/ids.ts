declare const brand: unique symbol;
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };

/** Whole milliseconds since 1970-01-01T00:00:00Z. */
export type EpochMs = Brand<number, 'EpochMs'>;
export type SensorId = Brand<string, 'SensorId'>;
export type ZoneId = Brand<string, 'ZoneId'>;
export type LineId = Brand<string, 'LineId'>;
export type DoorId = Brand<string, 'DoorId'>;
/** A registered tag's own name from the settings, never a radio address. */
export type TagId = Brand<string, 'TagId'>;

/** The purpose of a registered tag. It decides how the gateway uses the tag's reports. */
export const TAG_KINDS = ['staff', 'trolley', 'canary', 'loyalty', 'product', 'button'] as const;
export type TagKind = (typeof TAG_KINDS)[number];

/** The floor plan ('floor', metres) or one camera's picture (the camera's id, pixels). */
export type SpaceId = 'floor' | SensorId;

/** Anything that survives JSON.stringify → JSON.parse unchanged. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A part of the engine that saves and restores its whole state, so that a restart loses no open visit. */
export interface Checkpointed {
  snapshot(): Json;
  /** Restores the result of `snapshot`. Throws if `saved` is anything else. */
  restore(saved: Json): void;
}
