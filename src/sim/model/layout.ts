/**
 * The layout of a simulated store, in metres on the floor plan: x to the right, y downwards.
 * The floor lies between (0, 0) and (widthM, heightM); the street lies outside that rectangle, in front of the doors.
 */

import type { DoorId, SensorId, TagId, ZoneId } from '../../core/model/ids.ts';
import type { Point, Polygon } from '../../core/model/shapes.ts';
import type { CameraSource } from '../../ports/camera-link.ts';
import type { ZoneRules } from './zone-rules.ts';

export interface StoreLayout {
  readonly floor: { readonly widthM: number; readonly heightM: number };
  /** Higher than people: they can neither walk through walls nor see over them. */
  readonly walls: readonly Polygon[];
  readonly shelves: readonly Shelf[];
  readonly zones: readonly SimZone[];
  /** Where passers-by are counted. */
  readonly shopfront?: {
    readonly lines: readonly { readonly from: Point; readonly to: Point }[];
    readonly zones: readonly ZoneId[];
  };
  readonly doors: readonly Door[];
  readonly tills: readonly Till[];
  readonly cameras: readonly SimCamera[];
  readonly beams: readonly SimBeams[];
  readonly counters: readonly SimCounter[];
  readonly receivers: readonly SimReceiver[];
  readonly tags: readonly SimTag[];
  readonly buttons: readonly SimButtons[];
}

export interface SimZone {
  readonly id: ZoneId;
  readonly polygon: Polygon;
  readonly rules: ZoneRules;
  /** People wait here, and are served in that zone. */
  readonly queue?: { readonly servedIn?: ZoneId };
}

export interface Shelf {
  readonly polygon: Polygon;
  readonly heightM: number;
}

export interface Door {
  readonly id: DoorId;
  /** The threshold, on the floor's border. */
  readonly from: Point;
  readonly to: Point;
  /** Unit vector into the store. */
  readonly inside: Point;
  /** The pavement before it, along which people come and pass. */
  readonly street: { readonly from: Point; readonly to: Point; readonly widthM: number };
}

export interface Till {
  readonly id: string;
  /** Where the customer stands who is being served. */
  readonly serve: Point;
  /** The queue stands from there along this way. */
  readonly queue: readonly Point[];
  /** Where its sales are published. */
  readonly sales?: { readonly topic: string };
}

/** A pinhole camera with square pixels and its principal point in the middle, as most are after undistortion. */
export interface SimCamera {
  readonly sensor: SensorId;
  readonly source: CameraSource;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly framesPerSecond: number;
  readonly pose: CameraPose;
  readonly detector?: Partial<DetectorQuality>;
  /** Looks for people by what moves, from straight above. */
  readonly isOverhead?: boolean;
}

/** How well a camera's person detector does. */
export interface DetectorQuality {
  /** Score of a person in plain view, as log odds, and how much it wavers. */
  readonly clearLogit: number;
  readonly waverLogit: number;
  /** Share of boxes that are missing for no reason. */
  readonly missShare: number;
  /** Standard deviation of a box's edges, as a share of its size. */
  readonly jitterShare: number;
  readonly falseAlarmsPerMinute: number;
}

export interface CameraPose {
  readonly x: number;
  readonly y: number;
  readonly heightM: number;
  /** Where the top of the picture (straight down) or the view (tilted) points: 0 is +x, 90 is +y. */
  readonly panDeg: number;
  /** Below the horizon; 90 looks straight down. */
  readonly tiltDeg: number;
  readonly horizontalFovDeg: number;
}

/** Two light beams across a door. Beam `a` is the outer one. */
export interface SimBeams {
  readonly sensor: SensorId;
  readonly door: DoorId;
  readonly chip: string;
  readonly lineA: string;
  readonly lineB: string;
  /** How far inside the threshold each crosses; negative is outside. */
  readonly insideAM: number;
  readonly insideBM: number;
  /** The level of a line whose beam is blocked. */
  readonly blockedLevel: 'high' | 'low';
  /** Share of edges that bounce. */
  readonly bounceShare: number;
}

/** A separate door counter that sends its totals as text lines `C,<in>,<out>`. */
export interface SimCounter {
  readonly sensor: SensorId;
  readonly door: DoorId;
  readonly path: string;
  readonly everyMs: number;
  /** Share of passages it does not see, and of those it counts twice. */
  readonly missShare: number;
  readonly doubleShare: number;
}

export interface SimReceiver {
  readonly sensor: SensorId;
  readonly adapter: string;
  readonly x: number;
  readonly y: number;
  readonly z: number;
  /** How much louder than the model it hears; unknown to the gateway. */
  readonly gainDb: number;
}

export interface SimTag {
  readonly tag: TagId;
  readonly everyMs: number;
  /** RSSI at one metre that it states and has, up to `powerErrorDb`. */
  readonly powerAt1mDbm: number;
  readonly powerErrorDb: number;
  readonly carrier:
    | { readonly kind: 'fixed'; readonly x: number; readonly y: number; readonly z: number }
    /** Worn by the scenario's staff member of this index. */
    | { readonly kind: 'staff'; readonly member: number }
    /** Trolley or loyalty tag: goes with a visitor, and waits there in between. */
    | { readonly kind: 'visitor'; readonly parked: Point };
}

/** Feedback buttons: one input each, closed to ground while pressed. */
export interface SimButtons {
  readonly sensor: SensorId;
  readonly chip: string;
  /** From the happiest to the unhappiest. */
  readonly lines: readonly string[];
  readonly door: DoorId;
}
