import type { DoorId, LineId, SensorId, SpaceId, TagId, TagKind, ZoneId } from './ids.ts';
import type { RulesModel } from './rule-model.ts';
import type { CountingMethod, SensorKind } from './sensor-kind.ts';
import type { Homography, Point, Polygon } from './shapes.ts';

/** Times and distances that decide what counts. They are sent with every number, as its definition. */
export interface Thresholds {
  /**
   * Time that a person must be inside before a visit starts, in ms. The visit is then dated back to the first moment
   * inside.
   */
  readonly zoneEntryMs: number;
  /** Time that a person must be outside the enlarged polygon before the visit ends, in ms. */
  readonly zoneExitMs: number;
  /** Shortest duration of a zone visit, in ms. */
  readonly visitMs: number;
  /** Shortest duration of an engaged visit, in ms. */
  readonly engagedMs: number;
  /** U-turn time in ms: a crossing that the person takes back within this time does not count. */
  readonly lineReturnMs: number;
}

export interface ZoneModel {
  readonly id: ZoneId;
  /** The floor, a camera's picture, or the id of a sensor that counts people in its zone. */
  readonly space: SpaceId;
  /** Empty for the zone of a sensor that counts people. */
  readonly polygon: Polygon;
  /**
   * Distance outside the polygon that still counts as inside, in the space's unit. It keeps people at the border from
   * entering and leaving repeatedly.
   */
  readonly growBy: number;
  readonly thresholds: Thresholds;
  /** Sensors whose live time is this zone's coverage. */
  readonly sensors: readonly SensorId[];
  /** Set for a queue zone. `servedIn`: its service zone, if one is drawn. */
  readonly queue?: { readonly servedIn?: ZoneId };
  /**
   * Set when only the number of people in the zone is known: exactly, or only whether it is occupied. Such a zone has
   * no visits.
   */
  readonly heads?: 'counted' | 'occupied';
  /** True when only staff enter this zone. A person who enters it counts as staff from then on, never as a visitor. */
  readonly isStaffOnly?: boolean;
}

export interface LineModel {
  readonly id: LineId;
  readonly space: SpaceId;
  readonly from: Point;
  readonly to: Point;
  /** The side of from→to, as drawn, that people walk towards when they go in. */
  readonly inSide: 'left' | 'right';
  /** Distance beyond the line, on either side, that a person must reach, in the space's unit. */
  readonly hysteresis: number;
  /**
   * True when the distance is a share of the person's height in the picture instead of `hysteresis`: larger boxes
   * jitter more.
   */
  readonly marginByHeight?: boolean;
  /** Height of a person in pixels in a picture from straight above, whose boxes do not show the height. */
  readonly personHeightPx?: number;
  /** True when one clear side is enough: a person whose track starts or ends on the line counts too. */
  readonly isTolerant?: boolean;
  readonly thresholds: Thresholds;
  readonly sensors: readonly SensorId[];
}

export interface DoorModel {
  readonly id: DoorId;
  /** Counters and beams at this door. */
  readonly sensors: readonly SensorId[];
  /** Counting lines of cameras at this door. */
  readonly lines: readonly LineId[];
  /** Ids of those sensors and lines that see only a part of the door's width. The others see everybody who passes. */
  readonly parts?: readonly string[];
}

interface Contribution<K extends SensorKind> {
  readonly kind: K;
  /** Longest time between two heartbeats for which the sensor counts as live. */
  readonly maxGapMs: number;
}

/** A sensor that counts people who pass its door. */
export interface DoorCounterModel extends Contribution<'counts-people'> {
  readonly method: CountingMethod;
  /**
   * Relative error assumed for the sensor's count, until comparisons with other sensors or audits give a better value.
   */
  readonly believedSd: number;
  /** Highest total that the counter can show, when known. */
  readonly maxTotal?: number | undefined;
  /** True for a sensor that is mounted the other way round: its ins are outs. */
  readonly isSwapped?: boolean;
}

/** A sensor that counts the people in its zone, without entries and exits. */
export interface HeadCounterModel extends Contribution<'counts-heads'> {
  /** True when the sensor reports only whether the zone is occupied, which means at least one person. */
  readonly isLeast: boolean;
}

/** A sensor that sees people: a camera. */
export interface CameraModel extends Contribution<'sees-people'> {
  /** Size of the camera's picture, when the settings give it. */
  readonly frame?: { readonly widthPx: number; readonly heightPx: number };
  /** Time between two of a camera's frames. */
  readonly frameMs?: number;
  /** At or above this score, the camera's detector is nearly always right. Absent for boxes from another source. */
  readonly sureScore?: number;
  /** True for a camera that looks straight down: people stand in the middle of their boxes. */
  readonly isOverhead?: boolean;
  /** Pixels per metre at shoulder height, for a camera that looks straight down. */
  readonly pxPerMetre?: number;
  /** Polygons in the camera's picture. Boxes whose feet are inside are dropped. */
  readonly ignoredAreas?: readonly Polygon[];
  /** Time without motion after which a detection is a stationary object. Absent without that filter. */
  readonly stillAfterMs?: number;
  /** Maps a calibrated camera's pixels to metres on the floor plan. */
  readonly pictureToFloor?: Homography;
}

export interface TagReceiverModel extends Contribution<'hears-tags'> {
  readonly receiver: ReceiverModel;
}

export type TillModel = Contribution<'makes-sales'>;

/** A feedback terminal. */
export interface FeedbackModel extends Contribution<'takes-answers'> {
  /** Number of buttons. Button 1 stands for the happiest answer. */
  readonly buttons: number;
}

export type DoorContactModel = Contribution<'watches-door'>;

/** A configured sensor as its driver declares it to the engine. */
export type SensorContribution =
  | DoorCounterModel
  | HeadCounterModel
  | CameraModel
  | TagReceiverModel
  | TillModel
  | FeedbackModel
  | DoorContactModel;

export interface SensorIdentity {
  readonly id: SensorId;
  /** The type from the settings. It is only published; no code depends on it. */
  readonly type: string;
}

export type SensorModel = SensorIdentity & SensorContribution;

export interface ReceiverModel {
  /**
   * Position in metres on the floor plan, and height in metres above the floor. A receiver without a position locates
   * no tags.
   */
  readonly place?: { readonly xM: number; readonly yM: number; readonly zM: number };
  /** The canary tag next to the receiver. */
  readonly canary?: TagId;
  /** Radios at or above this level count as inside the store, weaker ones as outside. */
  readonly insideDbm: number;
}

/** A BLE tag registered in the settings. */
export interface TagModel {
  readonly id: TagId;
  readonly kind: TagKind;
}

/** The floor plan in metres, with its origin at a corner. */
export interface FloorModel {
  readonly widthM: number;
  readonly heightM: number;
  /** Shelves and other places where people cannot stand. */
  readonly blocked?: readonly Polygon[];
}

export interface WindowRules {
  readonly durationMs: number;
  /** Time from a window's end until it closes, so that facts which the engine emits late still count in it. */
  readonly latenessMs: number;
}

/** The place where passers-by are counted: lines across the pavement, or zones on it. */
export interface ShopfrontModel {
  readonly lines: readonly LineId[];
  readonly zones: readonly ZoneId[];
}

export interface DoorThresholds {
  /** Store visits shorter than this are bounces: 2 minutes in a street, 1 minute in a mall. */
  readonly bounceMs: number;
  /** The store counts as empty after this long with all doors live and no crossing. */
  readonly emptyAfterQuietMs: number;
  /**
   * Relative errors found in audits, by sensor or line id. Other sensors and lines have the assumed error of their
   * kind.
   */
  readonly auditedSd: Readonly<Record<string, number>>;
}

/** The engine's whole configuration of a store. */
export interface StoreModel {
  readonly sensors: readonly SensorModel[];
  readonly zones: readonly ZoneModel[];
  readonly lines: readonly LineModel[];
  readonly doors: readonly DoorModel[];
  readonly windows: WindowRules;
  readonly shopfront?: ShopfrontModel;
  readonly doorRules?: Partial<DoorThresholds>;
  readonly floor?: FloorModel;
  readonly tags?: readonly TagModel[];
  /** The store's rules. Absent without rules, which then cost no time. */
  readonly reactions?: RulesModel;
}

export function selectTags({ tags = [] }: Pick<StoreModel, 'tags'>, kind: TagKind): TagId[] {
  return tags.filter((tag) => tag.kind === kind).map(({ id }) => id);
}

/** Returns the sensors of one kind, typed with that kind's fields. */
export function sensorsOfKind<K extends SensorKind>(
  sensors: readonly SensorModel[],
  kind: K,
): Extract<SensorModel, { readonly kind: K }>[] {
  return sensors.filter(
    (sensor): sensor is Extract<SensorModel, { readonly kind: K }> => sensor.kind === kind,
  );
}
