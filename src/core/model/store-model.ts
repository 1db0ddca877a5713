import type { DoorId, LineId, SensorId, SpaceId, TagId, TagKind, ZoneId } from './ids.ts';
import type { RulesModel } from './rule-model.ts';
import type { CountingMethod, SensorKind } from './sensor-kind.ts';
import type { Homography, Point, Polygon } from './shapes.ts';

/** Times and distances that decide what counts. They travel with every number as its definition. */
export interface Thresholds {
  /** Inside this long before a visit begins (it is dated back to the first moment inside). */
  readonly zoneEntryMs: number;
  /** Outside the grown polygon this long before a visit ends. */
  readonly zoneExitMs: number;
  /** An area visit lasts at least this long. */
  readonly visitMs: number;
  /** An engaged visit lasts at least this long. */
  readonly engagedMs: number;
  /** A crossing that is taken back within this time counts nothing. */
  readonly lineReturnMs: number;
}

export interface ZoneModel {
  readonly id: ZoneId;
  /** The floor, a camera's picture, or a sensor that counts the heads in its zone. */
  readonly space: SpaceId;
  /** Empty for a zone of a sensor that counts heads. */
  readonly polygon: Polygon;
  /** Hysteresis: how far outside still counts as not yet left, in the space's unit. */
  readonly growBy: number;
  readonly thresholds: Thresholds;
  /** The sensors whose being up decides this zone's coverage. */
  readonly sensors: readonly SensorId[];
  /** Set for a zone in which people wait: the zone where they are served, if one is drawn. */
  readonly queue?: { readonly servedIn?: ZoneId };
  /** Known by the number of people in it alone: exactly, or whether it is occupied. It has no visits. */
  readonly heads?: 'counted' | 'occupied';
  /** Only staff enters this zone. A person who does counts as staff from then on, and never as a visitor. */
  readonly isStaffOnly?: boolean;
}

export interface LineModel {
  readonly id: LineId;
  readonly space: SpaceId;
  readonly from: Point;
  readonly to: Point;
  /** Walking towards this side of from→to, as seen on the picture or plan, is "in". */
  readonly inSide: 'left' | 'right';
  /** A person must get this far beyond the line on either side, in the space's unit. */
  readonly hysteresis: number;
  /** In a picture of people who stand upright their height tells how far: a box shakes by its size. */
  readonly marginByHeight?: boolean;
  /** The height that people would have in a picture from straight above, if they lay there. */
  readonly personHeightPx?: number;
  /** One clear side is enough: people who are found or lost on the line count too. */
  readonly isTolerant?: boolean;
  readonly thresholds: Thresholds;
  readonly sensors: readonly SensorId[];
}

export interface DoorModel {
  readonly id: DoorId;
  /** Counters and beams at this door. */
  readonly sensors: readonly SensorId[];
  /** Camera lines at this door. */
  readonly lines: readonly LineId[];
  /** Of both: those that see a part of the door's width. The others see everybody who passes. */
  readonly parts?: readonly string[];
}

interface Contribution<K extends SensorKind> {
  readonly kind: K;
  /** Two proofs of life further apart than this leave a hole in the coverage. */
  readonly maxGapMs: number;
}

/** A sensor that counts who passes its door. */
export interface DoorCounterModel extends Contribution<'counts-people'> {
  readonly method: CountingMethod;
  /** Relative error of its count before it is compared with others or audited. */
  readonly believedSd: number;
  /** The highest total that a counter can show, where it is known. */
  readonly maxTotal?: number | undefined;
}

/** A sensor that tells how many people are in its zone, and nothing of who comes and goes. */
export interface HeadCounterModel extends Contribution<'counts-heads'> {
  /** It tells only whether the zone is occupied: at least one person. */
  readonly isLeast: boolean;
}

/** A camera. */
export interface CameraModel extends Contribution<'sees-people'> {
  /** Size of a camera's picture, where the settings give it. */
  readonly frame?: { readonly widthPx: number; readonly heightPx: number };
  /** Time between two of a camera's frames. */
  readonly frameMs?: number;
  /** From this score on the camera's detector is nearly always right; unknown for boxes of unknown origin. */
  readonly sureScore?: number;
  /** The camera looks straight down: people stand in the middle of their boxes. */
  readonly isOverhead?: boolean;
  /** Of a camera that looks straight down: pixels a metre at the height of people's shoulders. */
  readonly pxPerMetre?: number;
  /** Outlines in its picture: boxes whose feet are inside are dropped. */
  readonly ignoredAreas?: readonly Polygon[];
  /** A detection unmoved for so long is a stationary object, not a person. Absent: no filter for stationary objects. */
  readonly stillAfterMs?: number;
  /** A calibrated camera: its picture's pixels → metres on the floor plan. */
  readonly pictureToFloor?: Homography;
}

/** A radio that hears tags. */
export interface TagReceiverModel extends Contribution<'hears-tags'> {
  readonly receiver: ReceiverModel;
}

/** A till that reports its sales. */
export type TillModel = Contribution<'makes-sales'>;

/** A feedback terminal. */
export interface FeedbackModel extends Contribution<'takes-answers'> {
  /** Number of buttons; 1 is the happiest. */
  readonly buttons: number;
}

/** A contact that reports whether its door is open. */
export type DoorContactModel = Contribution<'watches-door'>;

/** A driver's declaration of a configured sensor, for the engine. */
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
  /** Metres on the floor plan and above the floor; a sensor without a place locates nothing. */
  readonly place?: { readonly xM: number; readonly yM: number; readonly zM: number };
  /** The tag that stands beside it. */
  readonly canary?: TagId;
  /** Radios heard at least this loud count as inside the store, weaker ones as outside. */
  readonly insideDbm: number;
}

/** A registered tag. */
export interface TagModel {
  readonly id: TagId;
  readonly kind: TagKind;
}

/** The one floor plan, its origin at a corner, in metres. */
export interface FloorModel {
  readonly widthM: number;
  readonly heightM: number;
  /** Shelves and other places where people cannot stand. */
  readonly blocked?: readonly Polygon[];
}

export interface WindowRules {
  readonly durationMs: number;
  /** A window closes this long after its end, so that what is decided late still counts in it. */
  readonly latenessMs: number;
}

/** Where passers-by are counted: lines across the pavement, or zones on it. */
export interface ShopfrontModel {
  readonly lines: readonly LineId[];
  readonly zones: readonly ZoneId[];
}

export interface DoorThresholds {
  /** A visit that is shorter is a bounce: 2 minutes in a street, 1 in a mall. */
  readonly bounceMs: number;
  /** The store is empty once every door was live and without crossings for this long. */
  readonly emptyAfterQuietMs: number;
  /** Relative errors that audits found, by sensor or line id. Without an audit, what is believed of the kind. */
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
  /** What reacts to what is so now; absent where nothing does, and then it costs nothing. */
  readonly reactions?: RulesModel;
}

/** The tags of one kind. */
export function selectTags({ tags = [] }: Pick<StoreModel, 'tags'>, kind: TagKind): TagId[] {
  return tags.filter((tag) => tag.kind === kind).map(({ id }) => id);
}

/** The sensors of one kind, with what that kind has. */
export function sensorsOfKind<K extends SensorKind>(
  sensors: readonly SensorModel[],
  kind: K,
): Extract<SensorModel, { readonly kind: K }>[] {
  return sensors.filter(
    (sensor): sensor is Extract<SensorModel, { readonly kind: K }> => sensor.kind === kind,
  );
}
