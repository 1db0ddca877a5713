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
  /** Walls are higher than people, who can neither walk through them nor see over them. */
  readonly walls: readonly Polygon[];
  readonly shelves: readonly Shelf[];
  readonly zones: readonly SimZone[];
  /** Lines at which passers-by are counted. */
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
  /** Present for a queue zone. `servedIn` is the zone in which its customers are served. */
  readonly queue?: { readonly servedIn?: ZoneId };
}

export interface Shelf {
  readonly polygon: Polygon;
  readonly heightM: number;
}

export interface Door {
  readonly id: DoorId;
  /** Both ends of the threshold, on the border of the floor. */
  readonly from: Point;
  readonly to: Point;
  /** Unit vector that points into the store. */
  readonly inside: Point;
  /** The pavement in front of the door, along which people arrive and pass. */
  readonly street: { readonly from: Point; readonly to: Point; readonly widthM: number };
}

export interface Till {
  readonly id: string;
  /** Place of the customer who is being served. */
  readonly serve: Point;
  /** Line along which customers queue, from `serve` on. */
  readonly queue: readonly Point[];
  readonly sales?: { readonly topic: string };
}

/** A pinhole camera with square pixels and a centred principal point, as most cameras are after undistortion. */
export interface SimCamera {
  readonly sensor: SensorId;
  readonly source: CameraSource;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly framesPerSecond: number;
  readonly pose: CameraPose;
  readonly detector?: Partial<DetectorQuality>;
  /** True for a camera that looks straight down and finds people by motion. */
  readonly isOverhead?: boolean;
}

export interface DetectorQuality {
  /** Mean score of a person in plain view and its standard deviation, both as log odds. */
  readonly clearLogit: number;
  readonly waverLogit: number;
  /** Share of boxes that the detector misses at random. */
  readonly missShare: number;
  /** Standard deviation of a box's edges, as a share of the box's size. */
  readonly jitterShare: number;
  readonly falseAlarmsPerMinute: number;
}

export interface CameraPose {
  readonly x: number;
  readonly y: number;
  readonly heightM: number;
  /** Direction of the picture's top (camera straight down) or of the view (tilted camera): 0 is +x, 90 is +y. */
  readonly panDeg: number;
  /** Angle below the horizon: 90 looks straight down. */
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
  /** Distance of each beam inside the threshold. Negative: outside. */
  readonly insideAM: number;
  readonly insideBM: number;
  /** Level of the GPIO line while its beam is blocked. */
  readonly blockedLevel: 'high' | 'low';
  /** Share of edges on which the contact bounces. */
  readonly bounceShare: number;
}

/** A separate door counter that sends its totals as text lines `C,<in>,<out>`. */
export interface SimCounter {
  readonly sensor: SensorId;
  readonly door: DoorId;
  readonly path: string;
  readonly everyMs: number;
  /** Share of passages that the counter misses, and share that it counts twice. */
  readonly missShare: number;
  readonly doubleShare: number;
}

export interface SimReceiver {
  readonly sensor: SensorId;
  readonly adapter: string;
  readonly x: number;
  readonly y: number;
  readonly z: number;
  /** Error of the receiver: it reports levels this much higher than the model. The gateway does not know it. */
  readonly gainDb: number;
}

export interface SimTag {
  readonly tag: TagId;
  readonly everyMs: number;
  /** RSSI at one metre that the tag states. Its true level differs by `powerErrorDb`. */
  readonly powerAt1mDbm: number;
  readonly powerErrorDb: number;
  readonly carrier:
    | { readonly kind: 'fixed'; readonly x: number; readonly y: number; readonly z: number }
    /** A badge of the scenario's staff member with this index. */
    | { readonly kind: 'staff'; readonly member: number }
    /** A tag on a trolley, a basket or a loyalty card. A visitor carries it; between visitors it stays at `parked`. */
    | { readonly kind: 'visitor'; readonly parked: Point }
    /** A tag on the piece of a product that people may take in hand. The tag reports its motion. */
    | { readonly kind: 'product'; readonly product: string; readonly at: Point };
}

/** Feedback buttons. Each has its own input, which a press connects to ground. */
export interface SimButtons {
  readonly sensor: SensorId;
  readonly chip: string;
  /** GPIO lines, from the happiest answer to the unhappiest. */
  readonly lines: readonly string[];
  readonly door: DoorId;
}
