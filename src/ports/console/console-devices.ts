import type { DoorStatus } from '../../core/doors/door-status.ts';
import type { EpochMs } from '../../core/model/ids.ts';
import type { FoundRadio, NearRadio } from '../tag-registration.ts';

/** A door, for an audit in the store. */
export interface DoorView extends DoorStatus {
  /** The door's counts, from all sensors together, since the gateway started. */
  readonly in: number;
  readonly out: number;
}

export interface TagView {
  readonly id: string;
  readonly kind: string;
  /** When any receiver last heard the tag; null for never since the gateway started. */
  readonly heardAt: EpochMs | null;
  /** Levels are means over the last seconds. */
  readonly levels: readonly { readonly receiver: string; readonly rssiDbm: number; readonly at: EpochMs }[];
  readonly batteryPercent: number | null;
  /** Its position on the floor plan, once it was located. */
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

/** A tag that is to be registered by holding it near a receiver. */
export interface TagRegistrationStatus {
  readonly endsInSeconds: number;
  /** Radios close to each receiver, strongest first. */
  readonly receivers: readonly { readonly receiver: string; readonly radios: readonly NearRadio[] }[];
  /** The radio that was held near a receiver for seconds; receivers stop scanning from then on. */
  readonly found: (FoundRadio & { readonly receiver: string }) | null;
}

export interface TagRegistration {
  /** Null: no tag registration is running. */
  state(): TagRegistrationStatus | null;
  begin(by: string): TagRegistrationStatus | 'no-receiver';
  end(): void;
}
