import type { Json } from '../../core/model/ids.ts';

/** Something that is plugged into this gateway and not used by any sensor. */
export interface PluggedDevice {
  readonly kind: 'serial' | 'bluetooth' | 'camera' | 'gpio';
  /** As the settings name it: a device file, or an adapter. */
  readonly path: string;
  /** The device's own name. */
  readonly name: string | null;
  /** Text lines that it sent just now, at 9600 baud. */
  readonly lines: readonly string[];
}

export interface FoundDevice extends PluggedDevice {
  /** A sensor's settings without an id, by the driver that knows the device; null where more must be known. */
  readonly suggestion: { readonly type: string; readonly [key: string]: Json } | null;
}

/** At this rate serial ports are listened to: the default of every serial driver. */
export const FOUND_BAUD_RATE = 9600;
