import type { Fact } from '../../core/model/fact.ts';
import type { EpochMs, Json } from '../../core/model/ids.ts';
import type { SensorKind } from '../../core/model/sensor-kind.ts';
import type { WindowSummary } from '../../core/model/window-summary.ts';
import type { SignedAudit } from '../audit-record.ts';
import type { PreviewPicture, PreviewStyle } from '../camera-link.ts';
import type { StoreStatus } from '../event-store.ts';
import type { SensorHealth } from '../health.ts';
import type { OutputStatus } from '../output.ts';
import type { SensorLabels } from '../sensor.ts';
import type { ConsoleTrials } from '../settings-trial.ts';
import type { UplinkStatus } from '../uplink.ts';
import type { DoorView, TagRegistration, TagsView } from './console-devices.ts';
import type { ConsoleExperiments } from './console-experiments.ts';
import type { ConsoleForecast } from './console-forecast.ts';
import type { ConsoleInsights } from './console-insights.ts';
import type { ConsoleRecount } from './console-recount.ts';
import type { ConsoleRules } from './console-rules.ts';
import type { ConsoleSettings } from './console-settings.ts';
import type { FoundDevice } from './found-device.ts';

/** A technician may change settings; a viewer, usually store staff, may only look. */
export type Role = 'technician' | 'viewer';

/** `floor` in metres, or a camera's own picture in pixels. */
export interface StoreSpace {
  readonly id: string;
  readonly name: string;
  readonly unit: 'm' | 'px';
  readonly width: number;
  readonly height: number;
}

/** The store as the console draws it, from the settings in force. */
export interface StoreView {
  readonly store: { readonly id: string; readonly name: string; readonly timezone: string };
  readonly spaces: readonly StoreSpace[];
  readonly zones: readonly {
    readonly id: string;
    readonly name: string;
    readonly space: string;
    readonly polygon: readonly (readonly [number, number])[];
    /** People wait here. */
    readonly queue: boolean;
    /** Known by the number of people in it alone: exactly, or whether anybody is there. Its space is that sensor. */
    readonly heads?: 'counted' | 'occupied';
    /** A queue is served here. */
    readonly serves: boolean;
  }[];
  readonly lines: readonly {
    readonly id: string;
    readonly name: string;
    readonly space: string;
    readonly from: readonly [number, number];
    readonly to: readonly [number, number];
    readonly in: 'left' | 'right';
  }[];
  readonly doors: readonly {
    readonly id: string;
    readonly name: string;
    readonly lines: readonly string[];
    readonly sensors: readonly string[];
  }[];
  /** Chains of points on the floor plan. */
  readonly walls: readonly (readonly (readonly [number, number])[])[];
  /** Cameras, receivers and doors that have a place on the floor plan. */
  readonly places: readonly {
    readonly kind: 'camera' | 'receiver' | 'door';
    readonly id: string;
    readonly name: string;
    readonly at: readonly [number, number];
  }[];
  readonly cameras: readonly {
    readonly id: string;
    readonly calibration: readonly {
      readonly picture: readonly [number, number];
      readonly floor: readonly [number, number];
    }[];
    /** What of its picture is not counted. */
    readonly ignored: {
      readonly areas: number;
      readonly leastScore: number | undefined;
      /** 0 where also things are counted. */
      readonly stationaryMinutes: number;
    };
  }[];
  readonly sensors: readonly {
    readonly id: string;
    readonly name: string;
    readonly type: string;
    readonly kind: SensorKind;
    readonly labels: SensorLabels;
  }[];
  /** What newer settings have no more, by its last name: older numbers still tell of it. */
  readonly removed: readonly { readonly id: string; readonly name: string }[];
}

/** One moment of the store, cheap to make: numbers only, places by their ordinal in the store view. */
export interface LivePeople {
  readonly at: EpochMs;
  /** Space, person, x, y in the space's unit. */
  readonly people: readonly (readonly [space: number, person: number, x: number, y: number])[];
  /** Open visits: zone, person, since when. */
  readonly visits: readonly (readonly [zone: number, person: number, since: EpochMs])[];
  /** Queues in which people wait behind others: who only stands there is not among them. */
  readonly waiting: readonly (readonly [zone: number, people: number])[];
  /** Zones that are known by the number of people in them alone, while it is known. */
  readonly heads: readonly (readonly [zone: number, people: number])[];
}

export interface GatewayView {
  readonly version: string;
  readonly gateway: string;
  readonly startedAt: string;
  readonly at: EpochMs;
  readonly sensors: readonly (SensorHealth & { readonly name: string })[];
  readonly store: StoreStatus;
  readonly uplink: UplinkStatus | { readonly state: 'off' };
  readonly outputs: readonly OutputStatus[];
  readonly memoryMb: number;
  /** Number of people in the store with its 95 % interval; null until it is known. */
  readonly occupancy: {
    readonly at: EpochMs;
    readonly mean: number;
    readonly low: number;
    readonly high: number;
  } | null;
  /** Sensors whose link is up but that count wrongly or hear nothing. */
  readonly faults: readonly { readonly sensor: string; readonly cause: string; readonly since: EpochMs }[];
}

/** Counts since the store's midnight, up to the end of the newest window. */
export interface TodayView {
  readonly from: EpochMs;
  readonly until: EpochMs;
  /** Null: nothing of today was seen. `seen` is the share of the day's known time in which the door's sensors lived. */
  readonly doors: readonly {
    readonly id: string;
    readonly in: number | null;
    readonly out: number | null;
    readonly seen: number;
  }[];
  readonly zones: readonly { readonly id: string; readonly visits: number | null }[];
}

export interface ConsoleListener {
  fact(fact: Fact): void;
  summary(summary: WindowSummary): void;
  /** The gateway runs on other settings now. */
  settingsChanged(): void;
}

/** The running gateway's interface to the console. */
export interface ConsoleGateway {
  getStore(): StoreView;
  live(): LivePeople;
  status(): GatewayView;
  today(): TodayView;
  doors(): readonly DoorView[];
  tags(): TagsView;
  /** A teaching walk: the carrier of the tag is here now. */
  teach(tag: string, x: number, y: number): void;
  /** A teaching walk in which the cameras locate the tag while they see exactly one person on the floor. */
  teachByCamera(tag: string): void;
  /** The walk is over; false when it gave nothing to learn from. */
  endTeaching(tag: string): boolean;
  windows(from: EpochMs, to: EpochMs): readonly WindowSummary[];
  listen(listener: ConsoleListener): () => void;
}

export interface PlanPicture {
  readonly type: 'image/png' | 'image/jpeg' | 'image/svg+xml';
  readonly bytes: Uint8Array;
}

/** The floor plan's picture, already made safe. */
export interface ConsolePlan {
  read(): PlanPicture | undefined;
  write(picture: PlanPicture): void;
  remove(): void;
}

export interface ActivityEntry {
  readonly at: string;
  readonly who: string;
  readonly what: string;
  readonly details?: Json;
}

/** The log of what console users did, kept on the device. */
export interface ActivityLog {
  logEntry(entry: Omit<ActivityEntry, 'at'>): void;
  entries(limit: number): readonly ActivityEntry[];
}

export interface AuditTap {
  readonly at: EpochMs;
  readonly direction: 'in' | 'out';
}

export interface ConsoleAudits {
  list(): readonly SignedAudit[];
  /** Compares taps with what was counted at a line or a door and keeps the signed result. */
  finish(audit: {
    readonly subject: { readonly kind: 'line' | 'door'; readonly id: string };
    readonly from: EpochMs;
    readonly to: EpochMs;
    readonly taps: readonly AuditTap[];
    readonly by: string;
  }): SignedAudit;
}

/** A camera preview that is on. */
export interface CameraPreviewState {
  readonly sensor: string;
  /** The session that opened it; no other session gets its pictures. */
  readonly by: string;
  readonly style: PreviewStyle;
  readonly endsInSeconds: number;
  /** Until then people are shown as they are; null while they are hidden. */
  readonly clearForSeconds: number | null;
}

export type CameraPreviewRefusal =
  | 'switched-off'
  | 'no-such-camera'
  | 'camera-not-running'
  | 'not-yours'
  | 'not-on';

/**
 * The technician's look through a camera, for pointing it: one at a time, for minutes, with people hidden unless that
 * is confirmed once more. Everything is written to the privacy log. Only the session that opened it sees the pictures.
 */
export interface CameraPreview {
  /** Null: no preview is open. Every page of the console may read this. */
  state(): CameraPreviewState | null;
  open(order: {
    readonly sensor: string;
    readonly minutes: number;
    readonly by: string;
  }): CameraPreviewState | CameraPreviewRefusal;
  /** The second confirmation: for half a minute at most, people are not hidden. */
  showClear(order: {
    readonly sensor: string;
    readonly by: string;
  }): CameraPreviewState | CameraPreviewRefusal;
  close(by: string): void;
  /** The newest picture; undefined until there is one. Asking for it is what keeps the view open. */
  picture(by: string): PreviewPicture | CameraPreviewRefusal | undefined;
}

/** Looks for devices on this machine; takes some seconds. */
export interface ConsoleDiscovery {
  find(): Promise<readonly FoundDevice[]>;
}

/** Everything that the console may ask of the rest of the gateway. */
export interface ConsoleDependencies {
  readonly gateway: ConsoleGateway;
  readonly settings: ConsoleSettings;
  readonly plan: ConsolePlan;
  readonly recount: ConsoleRecount;
  readonly journal: ActivityLog;
  readonly audits: ConsoleAudits;
  readonly aiming: CameraPreview;
  readonly trials: ConsoleTrials;
  readonly enrolment: TagRegistration;
  readonly discovery: ConsoleDiscovery;
  readonly rules: ConsoleRules;
  readonly insights: ConsoleInsights;
  readonly forecast: ConsoleForecast;
  readonly experiments: ConsoleExperiments;
}
