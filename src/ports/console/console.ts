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
import type { ConsoleDiscovery } from './console-discovery.ts';
import type { ConsoleExperiments } from './console-experiments.ts';
import type { ConsoleForecast } from './console-forecast.ts';
import type { ConsoleInsights } from './console-insights.ts';
import type { ConsoleRecount } from './console-recount.ts';
import type { ConsoleRules } from './console-rules.ts';
import type { ConsoleSettings } from './console-settings.ts';
import type { SensorTrace } from './sensor-trace.ts';

/** A technician may change settings; a viewer, usually store staff, may only look. */
export type Role = 'technician' | 'viewer';

/** A coordinate system of the store. Its id is `floor` (in metres) or a camera's id (in pixels of its picture). */
export interface StoreSpace {
  readonly id: string;
  readonly name: string;
  readonly unit: 'm' | 'px';
  readonly width: number;
  readonly height: number;
}

/** The store as the console draws it, from the active settings. */
export interface StoreView {
  readonly store: { readonly id: string; readonly name: string; readonly timezone: string };
  readonly spaces: readonly StoreSpace[];
  readonly zones: readonly {
    readonly id: string;
    readonly name: string;
    readonly space: string;
    readonly polygon: readonly (readonly [number, number])[];
    /** The zone is a queue zone. */
    readonly queue: boolean;
    /** Set when a sensor (`space`) counts the people here, or senses only whether the zone is occupied. */
    readonly heads?: 'counted' | 'occupied';
    /** The zone is a service zone of a queue. */
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
  /** Walls as lists of points on the floor plan (m). */
  readonly walls: readonly (readonly (readonly [number, number])[])[];
  /** Cameras, receivers and doors that have a position on the floor plan. */
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
    /** Which detections of the camera are not counted. */
    readonly ignored: {
      readonly areas: number;
      readonly leastScore: number | undefined;
      /** Minutes after which a stationary object is ignored. 0: stationary objects are not ignored. */
      readonly stationaryMinutes: number;
    };
  }[];
  readonly sensors: readonly {
    readonly id: string;
    readonly name: string;
    readonly type: string;
    readonly kind: SensorKind;
    readonly labels: SensorLabels;
    /** The device to plug in, as the settings name it: `hci0`, `ttyUSB0`. Null for a sensor on the network. */
    readonly port: string | null;
  }[];
  /** Places that the settings no longer contain, with their last names: older counts still refer to them. */
  readonly removed: readonly { readonly id: string; readonly name: string }[];
}

/** The people in the store at one moment. It refers to a zone or space by its index in the store view. */
export interface LivePeople {
  readonly at: EpochMs;
  /** Each person. `look`: 0 visitor, 1 staff, 2 visitor out of sight at their last place, counted by a zone. */
  readonly people: readonly (readonly [
    space: number,
    person: number,
    x: number,
    y: number,
    look: 0 | 1 | 2,
  ])[];
  /** Open visits of visitors: index of the zone, person number, start. */
  readonly visits: readonly (readonly [zone: number, person: number, since: EpochMs])[];
  /**
   * Queue zones with the number of people who wait behind others. `waitS` is the expected wait of a visitor who joins
   * now. A person alone in the zone does not wait. The wait is null while too few visitors were served lately.
   */
  readonly waiting: readonly (readonly [zone: number, people: number, waitS: number | null])[];
  /** Zones of which a sensor gives only the number of people. A zone is left out while its number is unknown. */
  readonly heads: readonly (readonly [zone: number, people: number])[];
  /** People in the store with the 95 % interval, as of `at`. Null until known. */
  readonly occupancy: {
    readonly at: EpochMs;
    readonly people: number;
    readonly low: number;
    readonly high: number;
  } | null;
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
  /** Sensors whose link works but which count wrongly or receive nothing. */
  readonly faults: readonly { readonly sensor: string; readonly cause: string; readonly since: EpochMs }[];
}

/** Counts since the store's midnight, up to the end of the newest window. */
export interface TodayView {
  readonly from: EpochMs;
  readonly until: EpochMs;
  /**
   * The counts are null when no sensor of the door was live today. `since`: time of the door's first heartbeat (epoch
   * ms), null before it. `seen`: share of today, without the time before `since`, in which the sensors were live.
   */
  readonly doors: readonly {
    readonly id: string;
    readonly in: number | null;
    readonly out: number | null;
    readonly since: number | null;
    readonly seen: number;
  }[];
  readonly zones: readonly { readonly id: string; readonly visits: number | null }[];
  /** Mean wait of served visitors with its 95 % interval. Null when none was served or no sensor saw the queue. */
  readonly queues: readonly {
    readonly id: string;
    readonly waitMeanMs: number | null;
    readonly waitRangeMs: readonly [low: number, high: number] | null;
  }[];
}

export interface ConsoleListener {
  fact(fact: Fact): void;
  summary(summary: WindowSummary): void;
  /** The gateway now runs with new settings. */
  settingsChanged(): void;
}

export interface ConsoleGateway {
  getStore(): StoreView;
  live(): LivePeople;
  status(): GatewayView;
  today(): TodayView;
  doors(): readonly DoorView[];
  /** Returns undefined for a sensor that is not in the settings. */
  trace(sensor: string): SensorTrace | undefined;
  tags(): TagsView;
  /** Radio-map walk: records that the person who carries the tag is at this point now. */
  teach(tag: string, x: number, y: number): void;
  /** Radio-map walk without taps: cameras locate the tag's carrier while they see exactly one person on the floor. */
  teachByCamera(tag: string): void;
  /** Ends the walk. Returns false when the walk gave nothing to learn from. */
  endTeaching(tag: string): boolean;
  windows(from: EpochMs, to: EpochMs): readonly WindowSummary[];
  listen(listener: ConsoleListener): () => void;
}

export interface PlanPicture {
  readonly type: 'image/png' | 'image/jpeg' | 'image/svg+xml';
  readonly bytes: Uint8Array;
}

/** The floor plan's picture, already validated and cleaned. */
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

/** The log of console users' actions, kept on the gateway. */
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
  /** Compares the auditor's taps with the counts of a line or door, and keeps the signed result. */
  finish(audit: {
    readonly subject: { readonly kind: 'line' | 'door'; readonly id: string };
    readonly from: EpochMs;
    readonly to: EpochMs;
    readonly taps: readonly AuditTap[];
    readonly by: string;
  }): SignedAudit;
}

export interface CameraPreviewState {
  readonly sensor: string;
  /** The session that opened the preview. No other session gets its pictures. */
  readonly by: string;
  readonly style: PreviewStyle;
  readonly endsInSeconds: number;
  /** Seconds for which people will still be shown unmasked. Null while they are masked. */
  readonly clearForSeconds: number | null;
}

export type CameraPreviewRefusal =
  | 'switched-off'
  | 'no-such-camera'
  | 'camera-not-running'
  | 'not-yours'
  | 'not-on';

/**
 * Lets a technician see a camera's picture to point the camera. Only one preview is open at a time, and it ends after a
 * few minutes. People are masked unless the technician confirms again. Only the session that opened it gets pictures,
 * and the privacy log records everything.
 */
export interface CameraPreview {
  /** Returns null when no preview is open. Every console page may read the state. */
  state(): CameraPreviewState | null;
  open(order: {
    readonly sensor: string;
    readonly minutes: number;
    readonly by: string;
  }): CameraPreviewState | CameraPreviewRefusal;
  /** Shows people unmasked, for 30 seconds at most. This is the technician's second confirmation. */
  showClear(order: {
    readonly sensor: string;
    readonly by: string;
  }): CameraPreviewState | CameraPreviewRefusal;
  close(by: string): void;
  /** The newest picture; undefined before the first. Each request keeps the preview open. */
  picture(by: string): PreviewPicture | CameraPreviewRefusal | undefined;
}

/** Everything that the console needs from the rest of the gateway. */
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
