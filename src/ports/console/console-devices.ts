import type { DoorStatus } from '../../core/doors/door-status.ts';
import type { EpochMs } from '../../core/model/ids.ts';
import type { FoundRadio, NearRadio } from '../tag-registration.ts';

/** A door as the audit page shows it. */
export interface DoorView extends DoorStatus {
  /** The door's counts, from all sensors together, since the gateway started. */
  readonly in: number;
  readonly out: number;
}

export interface TagView {
  readonly id: string;
  readonly kind: string;
  /** Time at which a receiver last heard the tag. Null when none has heard it since the gateway started. */
  readonly heardAt: EpochMs | null;
  /** Signal levels, averaged over the last seconds. */
  readonly levels: readonly { readonly receiver: string; readonly rssiDbm: number; readonly at: EpochMs }[];
  readonly batteryPercent: number | null;
  /** The tag's position on the floor plan. Null until it is located. */
  readonly place: {
    readonly at: EpochMs;
    readonly x: number;
    readonly y: number;
    readonly errorM: number;
    readonly zone: string | null;
  } | null;
}

export interface TagsView {
  readonly at: EpochMs;
  readonly receivers: readonly { readonly id: string; readonly name: string; readonly isPlaced: boolean }[];
  readonly tags: readonly TagView[];
}

/** A running tag registration. A technician keeps the tag near a receiver meanwhile. */
export interface TagRegistrationStatus {
  readonly endsInSeconds: number;
  /** Radios close to each receiver, strongest first. */
  readonly receivers: readonly { readonly receiver: string; readonly radios: readonly NearRadio[] }[];
  /** The radio that stayed near a receiver for some seconds. Once it is found, the receivers report no more radios. */
  readonly found: (FoundRadio & { readonly receiver: string }) | null;
}

export interface TagRegistration {
  state(): TagRegistrationStatus | null;
  begin(by: string): TagRegistrationStatus | 'no-receiver';
  end(): void;
}
