import type { Json } from '../../core/model/ids.ts';

/**
 * A device that no sensor uses yet: plugged into this gateway, or found in the store's network. `network`: an ONVIF
 * camera. `broker`: a device that publishes on the store's broker.
 */
export interface PluggedDevice {
  readonly kind: 'serial' | 'bluetooth' | 'camera' | 'gpio' | 'network' | 'broker';
  /** Value for the settings: a device file, adapter, address or topic; for a Pi camera `rpicam` and its number. */
  readonly path: string;
  /** The device's own name. */
  readonly name: string | null;
  /** Text lines that the device sent during the search, at 9600 baud. */
  readonly lines: readonly string[];
  /** Last message on the device's topic, for `broker`. Never shown or stored. */
  readonly message?: Uint8Array;
}

export interface FoundDevice extends Omit<PluggedDevice, 'message'> {
  /** What must be created together with the sensor, so that its counts are used from the first person on. */
  readonly place: 'door' | 'zone' | null;
  /**
   * Settings of a sensor for this device, without an id, from the driver that knows it. Null when the technician must
   * add more.
   */
  readonly suggestion: { readonly type: string; readonly [key: string]: Json } | null;
}

/** Baud rate at which the search listens to serial ports. Every serial driver has it as default. */
export const FOUND_BAUD_RATE = 9600;
