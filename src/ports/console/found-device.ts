import type { Json } from '../../core/model/ids.ts';

/**
 * Something that is plugged into this gateway, or answers in the store's network, and is not used by any sensor. `network`: an
 * ONVIF camera. `broker`: a device that publishes on the store's broker.
 */
export interface PluggedDevice {
  readonly kind: 'serial' | 'bluetooth' | 'camera' | 'gpio' | 'network' | 'broker';
  /** As the settings name it: a device file, an adapter, an address or a topic. Of a Pi camera `rpicam` and its number. */
  readonly path: string;
  /** The device's own name. */
  readonly name: string | null;
  /** Text lines that it sent just now, at 9600 baud. */
  readonly lines: readonly string[];
  /** Of a broker's topic: what was published there just now. It is never shown or kept. */
  readonly message?: Uint8Array;
}

export interface FoundDevice extends Omit<PluggedDevice, 'message'> {
  /** What it is added with, so that it counts from the first person on. */
  readonly place: 'door' | 'zone' | null;
  /** A sensor's settings without an id, by the driver that knows the device; null where more must be known. */
  readonly suggestion: { readonly type: string; readonly [key: string]: Json } | null;
}

/** At this rate serial ports are listened to: the default of every serial driver. */
export const FOUND_BAUD_RATE = 9600;
