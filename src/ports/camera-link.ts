import type { EpochMs } from '../core/model/ids.ts';

/** Where a camera's pictures come from. */
export type CameraSource =
  /** `startAt`: the file plays as if it had been filmed live from that moment; without it, from when it is opened. */
  | { readonly kind: 'file'; readonly path: string; readonly startAt?: EpochMs }
  | {
      readonly kind: 'rtsp';
      readonly url: string;
      readonly username?: string;
      /** Its first line is the password. */
      readonly passwordFile?: string;
    }
  | { readonly kind: 'v4l2'; readonly device: string }
  | { readonly kind: 'rpicam'; readonly camera: number }
  | AcceleratedSource;

/** A Hailo-8 or 8L beside the camera, or the sensor of an AI Camera itself. */
export type Accelerator = 'hailo' | 'imx500';

/** A Pi camera whose people an accelerator finds, by rpicam-apps' own post-processing. */
export interface AcceleratedSource {
  readonly kind: 'accelerated';
  readonly camera: number;
  readonly accelerator: Accelerator;
  /** A HEF or RPK file; absent: the one that the system's packages bring. */
  readonly network?: string;
}

/** The detector for views from straight above, which needs no model. */
export const OVERHEAD_MODEL = 'motion';

/** Seconds of silence after which a camera no longer counts as live. */
const CAMERA_GAP_MS = 2_000;

/** A camera slower than one frame a second must not look broken between frames. */
export function frameGapMs(framesPerSecond: number): number {
  return Math.max(CAMERA_GAP_MS, 3000 / framesPerSecond);
}

/** A detector that the store brings: one ONNX file at a public address. */
export interface OwnModel {
  readonly name: string;
  readonly url: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  /** How its outputs are read. */
  readonly decoder: 'nanodet' | 'nanodet-plus' | 'yolox' | 'detr';
  readonly inputWidth: number;
  readonly inputHeight: number;
  readonly resize: 'letterbox' | 'stretch';
  readonly padLevel: number;
  readonly mean: readonly number[];
  readonly std: readonly number[];
  readonly channels: 'bgr' | 'rgb';
  readonly personClass?: number | undefined;
  readonly maxIou: number;
  readonly minScore: number;
  readonly sureScore: number;
}

export interface DetectorOptions {
  /** A model's name in the manifest, or a path; `motion` is the detector for overhead views that needs none. */
  readonly model: string;
  /** Takes the place of `model`, which then is its name. */
  readonly ownModel?: OwnModel;
  readonly runtime?: 'onnx' | 'tfjs' | 'motion';
  /** Weakest score that is handed on; the tracker makes use of weak boxes. */
  readonly minScore?: number;
  /** Motion only: how wide a person is from above, in the camera's pixels. */
  readonly personSidePx?: number;
}

export interface PictureSize {
  readonly widthPx: number;
  readonly heightPx: number;
}

export interface CameraOptions {
  /** The sensor that looks; a camera preview is ordered by this name. */
  readonly sensor?: string;
  readonly source: CameraSource;
  readonly detector: DetectorOptions;
  /** Frames a second that are looked at; picked on the stream's own clock. Absent: every frame. */
  readonly framesPerSecond?: number;
  /** `live`: real speed, the newest frame wins. `every`: as fast as the detector goes, no frame left out. */
  readonly pace: 'live' | 'every';
  /** While nothing in the picture moves, the detector looks seldom. */
  readonly restsWhenStill?: boolean;
  /** What the settings say; pictures of another size are refused. */
  readonly pictureSize?: PictureSize;
}

export interface CameraFrame {
  readonly at: EpochMs;
  /** Size of the camera's own picture in pixels. */
  readonly widthPx: number;
  readonly heightPx: number;
  /** Flat, five numbers a person: left, top, width, height (px), score. Rounded to 0.1 px and 0.001. */
  readonly boxes: readonly number[];
}

/** A camera and its detector, in a process of their own. Frames never come out, only boxes. */
export interface CameraLink {
  /** Ends when a file ends; throws a GatewayError when the camera or the detector fails. */
  frames(options: CameraOptions, signal: AbortSignal): AsyncIterable<CameraFrame>;
}

/** `people-hidden`: people and moving things are coarse blocks. `clear`: as the camera sees it. */
export type PreviewStyle = 'people-hidden' | 'clear';

/** A PNG of what a camera sees; in memory alone. */
export interface PreviewPicture {
  readonly at: EpochMs;
  readonly style: PreviewStyle;
  readonly png: Uint8Array;
}

/** The one way in which a picture comes out of a camera process: ordered for minutes, about one a second. */
export interface PreviewCameras {
  /** False when this camera does not run. Pictures come to `take` until the time is over or `stopAiming` is called. */
  aim(
    sensor: string,
    order: { readonly forMs: number; readonly style: PreviewStyle },
    take: (picture: PreviewPicture) => void,
  ): boolean;
  stopPreview(sensor: string): void;
}

export interface OnvifOptions {
  /** `http://HOST/onvif/device_service`. */
  readonly url: string;
  readonly username?: string;
  /** Its first line is the password. */
  readonly passwordFile?: string;
}

/** One answer of a camera to the question what happened; an empty one proves that it listens. */
export interface OnvifBatch {
  readonly xml: string;
  /** Milliseconds that the camera's clock is ahead of ours. */
  readonly clockAheadMs: number;
}

/** Events of an ONVIF camera, by a pull point. */
export interface OnvifLink {
  /** Throws a GatewayError: LINK_REFUSED (sign-in), LINK_NOT_FOUND (no password file) or LINK_LOST. */
  batches(options: OnvifOptions, signal: AbortSignal): AsyncIterable<OnvifBatch>;
}
