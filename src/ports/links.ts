import type { EpochMs } from '../core/model/ids.ts';
import type { TagReport } from '../core/model/tag-report.ts';
import type { CameraLink, CameraOptions, OnvifLink, OnvifOptions, PreviewCameras } from './camera-link.ts';
import type { NearReceivers } from './tag-registration.ts';

export interface SerialOptions {
  readonly path: string;
  readonly baudRate: number;
  readonly parity?: 'none' | 'even' | 'odd' | undefined;
  readonly dataBits?: 7 | 8 | undefined;
  readonly stopBits?: 1 | 2 | undefined;
  /** How often the device sends something even when nothing happens. Absent: it may be silent for hours. */
  readonly reportIntervalSeconds?: number | undefined;
}

/**
 * A serial port. Iteration throws a GatewayError: LINK_NOT_FOUND, LINK_AMBIGUOUS, or LINK_LOST when the port
 * disappears.
 */
export interface SerialLink {
  /** Yields text lines without their line end. The link drops lines that are too long. */
  lines(options: SerialOptions, signal: AbortSignal): AsyncIterable<string>;
  /** Opens the port for a protocol that polls: one request and its response at a time. */
  openDuplex(options: SerialOptions, signal: AbortSignal): Promise<SerialDuplex>;
}

export interface SerialDuplex {
  chunks(): AsyncIterable<Uint8Array>;
  write(bytes: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

export interface ModbusRead {
  /** The counter's address on the bus, 1–247. */
  readonly unit: number;
  readonly table: 'holding' | 'input';
  /** Zero-based address of the first register. */
  readonly address: number;
  readonly count: number;
}

/** One RS-485 bus, shared by all counters that are connected to it. It carries one request at a time. */
export interface ModbusBus {
  /**
   * Reads registers as unsigned 16-bit words. Returns undefined when the response is missing or damaged, or while the
   * response to an earlier request may still arrive. Throws LINK_LOST, or LINK_REFUSED when the unit does not have
   * these registers.
   */
  read(request: ModbusRead): Promise<readonly number[] | undefined>;
  close(): Promise<void>;
}

export interface ModbusLink {
  /** Opens the bus. If another counter has already opened it, returns that bus. */
  openBus(options: SerialOptions, signal: AbortSignal): Promise<ModbusBus>;
}

export interface GpioEdge {
  readonly line: string;
  readonly rising: boolean;
  /** Kernel CLOCK_MONOTONIC time of the edge. */
  readonly monotonicMs: number;
}

export interface GpioOptions {
  /** The chip's label (`pinctrl-rp1`) or name (`gpiochip0`). */
  readonly chip: string;
  /** The level that means active: a broken beam, a pressed button or an open door. */
  readonly activeLevel?: 'low' | 'high';
  /** Offsets of the GPIO lines, or their names on the board ("GPIO17"). */
  readonly lines: readonly string[];
  readonly bias?: 'pull-up' | 'pull-down' | 'none';
  readonly debounceMs?: number;
}

export interface GpioLink {
  edges(options: GpioOptions, signal: AbortSignal): AsyncIterable<GpioEdge>;
  /** The present level of each GPIO line, in the order of the options. */
  levels(options: GpioOptions): Promise<readonly boolean[]>;
}

/** One advert as it leaves the radio process. It never contains an address. */
export type BleAdvert =
  | {
      readonly kind: 'tag';
      readonly tag: string;
      readonly rssiDbm: number;
      readonly at: EpochMs;
      readonly powerAt1mDbm?: number;
      readonly report?: TagReport;
    }
  | { readonly kind: 'radio'; readonly pseudonym: string; readonly rssiDbm: number; readonly at: EpochMs }
  /** Sent every 5 minutes when repeat visitors are estimated: see `RadioBucketsRead`. */
  | {
      readonly kind: 'buckets';
      readonly key: string;
      readonly buckets: readonly number[];
      readonly at: EpochMs;
    }
  /**
   * Heartbeat: the radio has received an advert since the last heartbeat. If it has a canary, the advert was the
   * canary's.
   */
  | { readonly kind: 'alive'; readonly at: EpochMs }
  /** The radio receives nothing, and a new scan did not help. The link then tries stronger steps of recovery. */
  | { readonly kind: 'deaf'; readonly at: EpochMs };

export interface BleOptions {
  /** The receiver's sensor id. Tag registration reports tags held near the receiver under this id. */
  readonly sensor?: string;
  /** Name of the adapter, such as `hci0`. */
  readonly adapter: string;
  /**
   * `raw` shares the controller through an HCI socket and receives every advert. `user-channel` owns the controller.
   * `dbus` asks bluetoothd: it needs no capability and receives each device about every 10 seconds.
   */
  readonly mode?: 'raw' | 'user-channel' | 'dbus';
  /** Whether the link also reports radios that are not registered tags. */
  readonly unknownRadios?: boolean;
  /** A radio counts as inside the store when its signal is at least this strong. */
  readonly insideDbm?: number;
  /** A registered tag fixed beside the receiver, and the interval at which it sends. */
  readonly canary?: { readonly tag: string; readonly intervalMs: number };
}

export interface BleLink {
  /**
   * Throws a GatewayError: LINK_NOT_FOUND (the message says what to do), LINK_LOST, or LINK_SILENT after every recovery
   * step failed.
   */
  adverts(options: BleOptions, signal: AbortSignal): AsyncIterable<BleAdvert>;
}

export interface MqttMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
  /** True for a message that the broker kept from before the subscription: it says nothing about the present. */
  readonly retained?: boolean;
}

export interface MqttInOptions {
  /** Address of the form `mqtt://HOST:PORT` or `mqtts://HOST:PORT`. */
  readonly url: string;
  /** MQTT topic filters. */
  readonly topics: readonly string[];
  /** PEM file of the authority that signed the broker's certificate. Absent: the system's authorities. */
  readonly caFile?: string | undefined;
  readonly certFile?: string | undefined;
  readonly keyFile?: string | undefined;
  readonly username?: string | undefined;
  /** File whose first line is the password. */
  readonly passwordFile?: string | undefined;
}

/** Messages that other devices publish on a local broker. */
export interface MqttInLink {
  /** Throws a GatewayError: LINK_NOT_FOUND (no broker, sign-in or filter refused) or LINK_LOST. */
  messages(options: MqttInOptions, signal: AbortSignal): AsyncIterable<MqttMessage>;
}

/** A receiver that reports through a local broker, with its kind and topics. */
export type MqttReceiver =
  /** An ESP32 with ESPresense: `TOPIC/devices/ID/ROOM`. */
  | { readonly kind: 'espresense'; readonly topic: string; readonly room: string }
  /** Theengs Gateway and OpenMQTTGateway: `TOPIC/BTtoMQTT/ADDRESS`. */
  | { readonly kind: 'theengs'; readonly topic: string }
  /** `lintel run --role satellite`. Its messages carry a MAC under a key that both sides hold. */
  | { readonly kind: 'satellite'; readonly topic: string; readonly keyFile: string };

export interface MqttReceiverOptions {
  /** The receiver's sensor id. Tag registration reports tags held near the receiver under this id. */
  readonly sensor?: string;
  readonly broker: Omit<MqttInOptions, 'topics'>;
  readonly device: MqttReceiver;
  readonly unknownRadios?: boolean;
  readonly insideDbm?: number;
  readonly canary?: BleOptions['canary'];
}

/** Receivers elsewhere in the store. Their output has the form of a local radio's and never contains an address. */
export interface MqttReceiverLink {
  /**
   * Throws a GatewayError: LINK_NOT_FOUND, LINK_LOST, or LINK_SILENT when the receiver reports that it receives
   * nothing.
   */
  adverts(options: MqttReceiverOptions, signal: AbortSignal): AsyncIterable<BleAdvert>;
}

export interface SalesHttpOptions {
  readonly address: string;
  readonly port: number;
  readonly tokenFile: string;
}

/** Tills that post their sales over HTTP. The link yields only numbers of transactions, and drops all other content. */
export interface SalesHttpLink {
  counts(options: SalesHttpOptions, signal: AbortSignal): AsyncIterable<number>;
}

export interface SalesDropOptions {
  readonly folder: string;
  readonly separator: string;
  readonly header: boolean;
  /** Column number, from 1. Rows with the same receipt are one transaction. */
  readonly receiptColumn?: number | undefined;
  readonly deleteAfterImport: boolean;
}

/** Tills that write CSV files to a folder. The link yields the number of transactions per file. */
export interface SalesDropLink {
  counts(options: SalesDropOptions, signal: AbortSignal): AsyncIterable<number>;
}

export interface HttpOptions {
  /** Address of a device in the store's network, `http://HOST/PATH`. */
  readonly url: string;
}

/** Devices that answer an HTTP request with JSON. */
export interface HttpLink {
  /**
   * Returns the answer to one request; undefined when it is not JSON. Throws LINK_LOST when the device does not answer,
   * or answers with an error.
   */
  read(options: HttpOptions, signal: AbortSignal): Promise<unknown>;
}

/** How a device that posts proves its identity. */
export type PushSignIn =
  | { readonly username: string; readonly passwordFile: string }
  /** `header`: name of the HTTP header, in lower case. */
  | { readonly tokenFile: string; readonly header: string }
  | { readonly hmacFile: string; readonly header: string };

export interface PushHttpOptions {
  readonly kind: 'http';
  readonly address: string;
  readonly port: number;
  readonly path: string;
  readonly signIn?: PushSignIn;
  /** Addresses that may post. Absent: all. */
  readonly from?: readonly string[];
  /** PEM files of the certificate and key. With them the port uses HTTPS. */
  readonly certFile?: string;
  readonly keyFile?: string;
}

export type PushOptions = PushHttpOptions | ({ readonly kind: 'mqtt' } & MqttInOptions);

/** A message from a device. Over HTTP its topic is the path of the request. */
export type PushMessage = MqttMessage;

/** Devices that report without being asked, over HTTP or MQTT. */
export interface PushLink {
  /** Throws a GatewayError: LINK_NOT_FOUND (port in use, no broker, no secret) or LINK_LOST. */
  messages(options: PushOptions, signal: AbortSignal): AsyncIterable<PushMessage>;
}

export interface Links {
  readonly http: HttpLink;
  readonly salesHttp: SalesHttpLink;
  readonly salesDrop: SalesDropLink;
  readonly serial: SerialLink;
  readonly modbus: ModbusLink;
  readonly gpio: GpioLink;
  readonly ble: BleLink;
  readonly camera: CameraLink;
  /** Opens camera previews. Absent when no camera offers a preview. */
  readonly aiming?: PreviewCameras;
  readonly mqttIn: MqttInLink;
  readonly mqttReceiver: MqttReceiverLink;
  readonly push: PushLink;
  readonly onvif: OnvifLink;
  /** Absent when no receiver can report tags that are held near it. */
  readonly near?: NearReceivers;
}

/** Options with which a sensor opens each link. */
export interface LinkOptions {
  readonly http: HttpOptions;
  readonly salesHttp: SalesHttpOptions;
  readonly salesDrop: SalesDropOptions;
  readonly serial: SerialOptions;
  readonly modbus: SerialOptions;
  readonly gpio: GpioOptions;
  readonly ble: BleOptions;
  readonly camera: CameraOptions;
  readonly mqttIn: MqttInOptions;
  readonly mqttReceiver: MqttReceiverOptions;
  readonly push: PushOptions;
  readonly onvif: OnvifOptions;
}

export type LinkName = keyof LinkOptions;

/** The link that a sensor uses, with the options to open it. */
export type SensorPort = {
  readonly [L in LinkName]: { readonly link: L; readonly options: LinkOptions[L] };
}[LinkName];
