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
  /** How often the device says something even when nothing happens. Absent: it may be quiet for hours. */
  readonly reportIntervalSeconds?: number | undefined;
}

/** A serial port. Iteration throws a GatewayError (LINK_LOST, LINK_NOT_FOUND, LINK_AMBIGUOUS) when the port goes away. */
export interface SerialLink {
  /** Lines without their end; anything longer than the bound is dropped up to the next line end. */
  lines(options: SerialOptions, signal: AbortSignal): AsyncIterable<string>;
  /** One request and its answer at a time, for protocols that poll. */
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

/** One RS-485 bus: all its counters share it, one request at a time. */
export interface ModbusBus {
  /**
   * Registers as unsigned 16-bit words; undefined when the unit's answer was missing or damaged, and while an earlier one may
   * still come. Throws LINK_LOST, and LINK_REFUSED when the unit does not give these registers.
   */
  read(request: ModbusRead): Promise<readonly number[] | undefined>;
  close(): Promise<void>;
}

export interface ModbusLink {
  /** Opens the bus, or shares it when another counter already did. */
  openBus(options: SerialOptions, signal: AbortSignal): Promise<ModbusBus>;
}

export interface GpioEdge {
  readonly line: string;
  readonly rising: boolean;
  /** Kernel CLOCK_MONOTONIC time of the edge. */
  readonly monotonicMs: number;
}

export interface GpioOptions {
  /** A chip's label (`pinctrl-rp1`) or name (`gpiochip0`). */
  readonly chip: string;
  /** The level that means something: a broken beam, a pressed button, an open door. */
  readonly activeLevel?: 'low' | 'high';
  /** Line offsets, or names as the board gives them ("GPIO17"). */
  readonly lines: readonly string[];
  readonly bias?: 'pull-up' | 'pull-down' | 'none';
  readonly debounceMs?: number;
}

export interface GpioLink {
  edges(options: GpioOptions, signal: AbortSignal): AsyncIterable<GpioEdge>;
  /** Present level of each line, in the order asked for. */
  levels(options: GpioOptions): Promise<readonly boolean[]>;
}

/** One advertisement as it leaves the radio process: no address in it, ever. */
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
  /** Once in five minutes, where it is asked for: see `RadioBucketsRead`. */
  | {
      readonly kind: 'buckets';
      readonly key: string;
      readonly buckets: readonly number[];
      readonly at: EpochMs;
    }
  /** Heartbeat: the radio has heard an advert (its canary's, where it has one) since the last heartbeat. */
  | { readonly kind: 'alive'; readonly at: EpochMs }
  /** It no longer hears, and scanning anew did not help. Nothing follows until it has proved that it hears again. */
  | { readonly kind: 'deaf'; readonly at: EpochMs };

export interface BleOptions {
  /** The receiver's sensor id; registration reports a tag held near it under this name. */
  readonly sensor?: string;
  /** `hci0`. */
  readonly adapter: string;
  /**
   * `raw` shares the controller over an HCI socket and hears every advert; `user-channel` owns it; `dbus` asks
   * bluetoothd, needs no capability and hears each device every ten seconds or so.
   */
  readonly mode?: 'raw' | 'user-channel' | 'dbus';
  /** Whether the link reports radios that are not tags at all. */
  readonly unknownRadios?: boolean;
  /** Radios heard at least this loud count as inside the store. */
  readonly insideDbm?: number;
  /** A registered tag that stands still beside the receiver, and how often it sends. */
  readonly canary?: { readonly tag: string; readonly intervalMs: number };
}

export interface BleLink {
  /** Throws a GatewayError: LINK_NOT_FOUND (with what to do), LINK_LOST, or LINK_SILENT when every remedy was tried. */
  adverts(options: BleOptions, signal: AbortSignal): AsyncIterable<BleAdvert>;
}

export interface MqttMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
  /** Kept by the broker from before anybody listened: it says nothing of now. */
  readonly retained?: boolean;
}

export interface MqttInOptions {
  /** `mqtt://HOST:PORT` or `mqtts://HOST:PORT`. */
  readonly url: string;
  /** Topic filters. */
  readonly topics: readonly string[];
  /** PEM file of the authority that signs the broker; without it the system's. */
  readonly caFile?: string | undefined;
  readonly certFile?: string | undefined;
  readonly keyFile?: string | undefined;
  readonly username?: string | undefined;
  /** Its first line is the password. */
  readonly passwordFile?: string | undefined;
}

/** Readings that other devices publish on a local broker. */
export interface MqttInLink {
  /** Throws a GatewayError: LINK_NOT_FOUND (no broker, refused, a filter not allowed) or LINK_LOST. */
  messages(options: MqttInOptions, signal: AbortSignal): AsyncIterable<MqttMessage>;
}

/** A receiver that speaks through a local broker, and how it names things. */
export type MqttReceiver =
  /** An ESP32 with ESPresense: `TOPIC/devices/ID/ROOM`. */
  | { readonly kind: 'espresense'; readonly topic: string; readonly room: string }
  /** Theengs Gateway and OpenMQTTGateway: `TOPIC/BTtoMQTT/ADDRESS`. */
  | { readonly kind: 'theengs'; readonly topic: string }
  /** `lintel run --role satellite`: sealed with a key that both sides have. */
  | { readonly kind: 'satellite'; readonly topic: string; readonly keyFile: string };

export interface MqttReceiverOptions {
  /** The receiver's sensor id; registration reports a tag held near it under this name. */
  readonly sensor?: string;
  readonly broker: Omit<MqttInOptions, 'topics'>;
  readonly device: MqttReceiver;
  readonly unknownRadios?: boolean;
  readonly insideDbm?: number;
  readonly canary?: BleOptions['canary'];
}

/** Receivers elsewhere in the store. Their output equals that of a local radio: it never holds an address. */
export interface MqttReceiverLink {
  /** Throws a GatewayError: LINK_NOT_FOUND, LINK_LOST, or LINK_SILENT when the receiver no longer hears. */
  adverts(options: MqttReceiverOptions, signal: AbortSignal): AsyncIterable<BleAdvert>;
}

export interface SalesHttpOptions {
  readonly address: string;
  readonly port: number;
  readonly tokenFile: string;
}

/** Tills that post their sales. What comes out are numbers of transactions, and nothing else of a sale. */
export interface SalesHttpLink {
  counts(options: SalesHttpOptions, signal: AbortSignal): AsyncIterable<number>;
}

export interface SalesDropOptions {
  readonly folder: string;
  readonly separator: string;
  readonly header: boolean;
  /** From 1; lines with the same receipt are one transaction. */
  readonly receiptColumn?: number | undefined;
  readonly deleteAfterImport: boolean;
}

/** Tills that put CSV files into a folder: the number of transactions in each. */
export interface SalesDropLink {
  counts(options: SalesDropOptions, signal: AbortSignal): AsyncIterable<number>;
}

export interface HttpOptions {
  /** `http://HOST/PATH` of a device in the store's network. */
  readonly url: string;
}

/** Devices that answer with JSON when they are asked. */
export interface HttpLink {
  /** One answer; undefined when it is no JSON. Throws LINK_LOST when the device does not answer, or not as it should. */
  read(options: HttpOptions, signal: AbortSignal): Promise<unknown>;
}

/** How a device that posts proves who it is. */
export type PushSignIn =
  | { readonly username: string; readonly passwordFile: string }
  /** `header`: in lower case. */
  | { readonly tokenFile: string; readonly header: string }
  | { readonly hmacFile: string; readonly header: string };

export interface PushHttpOptions {
  readonly kind: 'http';
  readonly address: string;
  readonly port: number;
  readonly path: string;
  readonly signIn?: PushSignIn;
  /** Addresses that may post; absent: any. */
  readonly from?: readonly string[];
  /** PEM files; with them the port speaks HTTPS. */
  readonly certFile?: string;
  readonly keyFile?: string;
}

export type PushOptions = PushHttpOptions | ({ readonly kind: 'mqtt' } & MqttInOptions);

/** A message from a device. The topic of a message over HTTP is the path that the device posts to. */
export type PushMessage = MqttMessage;

/** Devices that report by themselves, over HTTP or MQTT. */
export interface PushLink {
  /** Throws a GatewayError: LINK_NOT_FOUND (port taken, no broker, no secret) or LINK_LOST. */
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
  /** Absent where no camera has a preview. */
  readonly aiming?: PreviewCameras;
  readonly mqttIn: MqttInLink;
  readonly mqttReceiver: MqttReceiverLink;
  readonly push: PushLink;
  readonly onvif: OnvifLink;
  /** Absent where no receiver can report the tags that are held near it. */
  readonly near?: NearReceivers;
}

/** What a sensor opens at each link. */
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

/** The link that a sensor needs, and what it opens there. */
export type SensorPort = {
  readonly [L in LinkName]: { readonly link: L; readonly options: LinkOptions[L] };
}[LinkName];
