import type { EpochMs } from '../core/model/ids.ts';

/** Where a camera's pictures come from. */
export type CameraSource =
  /**
   * `startAt`: time of the first picture, as if the file had been filmed live from then on. Absent: the time at which
   * the file is opened.
   */
  | { readonly kind: 'file'; readonly path: string; readonly startAt?: EpochMs }
  | {
      readonly kind: 'rtsp';
      readonly url: string;
      readonly username?: string;
      /** File whose first line is the password. */
      readonly passwordFile?: string;
    }
  | { readonly kind: 'v4l2'; readonly device: string }
  | { readonly kind: 'rpicam'; readonly camera: number }
  | AcceleratedSource;

/** A Hailo-8 or Hailo-8L chip in the gateway, or the IMX500 sensor inside an AI Camera. */
export type Accelerator = 'hailo' | 'imx500';

/** A Pi camera whose people an accelerator detects, by the post-processing of rpicam-apps. */
export interface AcceleratedSource {
  readonly kind: 'accelerated';
  readonly camera: number;
  readonly accelerator: Accelerator;
  /** A HEF or RPK file. Absent: the network from the operating system's packages. */
  readonly network?: string;
}

/** The detector for views from straight above, which needs no model. */
export const OVERHEAD_MODEL = 'motion';

/** Shortest time without a frame after which a camera no longer counts as live, in milliseconds. */
const CAMERA_GAP_MS = 2_000;

/**
 * Returns the time without a frame after which a camera no longer counts as live, in milliseconds. It is at least three
 * frame intervals, so that a slow camera stays live between its frames.
 */
export function frameGapMs(framesPerSecond: number): number {
  return Math.max(CAMERA_GAP_MS, 3000 / framesPerSecond);
}

/** A detector model that the store supplies: one ONNX file at a public address. */
export interface OwnModel {
  readonly name: string;
  readonly url: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  /** How to read the model's outputs. */
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
  /** A model's name in the manifest, or a path. `motion` names the overhead detector, which needs no model. */
  readonly model: string;
  /** The store's own model, used instead of a model from the manifest. `model` then holds its name. */
  readonly ownModel?: OwnModel;
  readonly runtime?: 'onnx' | 'tfjs' | 'motion';
  /** Lowest score of a detection that reaches the tracker. The tracker also uses weak detections. */
  readonly minScore?: number;
  /** For `motion` only: width of a person seen from above, in pixels of the camera's picture. */
  readonly personSidePx?: number;
}

export interface PictureSize {
  readonly widthPx: number;
  readonly heightPx: number;
}

export interface CameraOptions {
  /** Id of the camera's sensor. A camera preview is requested by this id. */
  readonly sensor?: string;
  readonly source: CameraSource;
  readonly detector: DetectorOptions;
  /** Frames per second that the detector gets, picked by the stream's own time stamps. Absent: every frame. */
  readonly framesPerSecond?: number;
  /**
   * `live`: real speed, where a newer frame replaces a frame that still waits. `every`: as fast as the detector works,
   * and no frame is skipped.
   */
  readonly pace: 'live' | 'every';
  /** The detector runs less often while nothing in the picture moves. */
  readonly restsWhenStill?: boolean;
  /** Picture size from the settings. The link refuses pictures of another size. */
  readonly pictureSize?: PictureSize;
}

export interface CameraFrame {
  readonly at: EpochMs;
  /** Width of the camera's own picture, in pixels. */
  readonly widthPx: number;
  readonly heightPx: number;
  /** Flat list with five numbers per person: left, top, width, height (px), score. Rounded to 0.1 px and 0.001. */
  readonly boxes: readonly number[];
}

/** A camera and its detector, in their own process. Only boxes leave it, never frames. */
export interface CameraLink {
  /** Yields frames until a file ends. Throws a GatewayError when the camera or the detector fails. */
  frames(options: CameraOptions, signal: AbortSignal): AsyncIterable<CameraFrame>;
}

/**
 * `people-hidden`: people and moving things are shown as coarse blocks. `clear`: the picture is shown as the camera
 * filmed it.
 */
export type PreviewStyle = 'people-hidden' | 'clear';

/** A PNG of a camera's view. It exists in memory only. */
export interface PreviewPicture {
  readonly at: EpochMs;
  readonly style: PreviewStyle;
  readonly png: Uint8Array;
}

/**
 * Camera previews, the only way for a picture to leave a camera process. While a preview runs, about one picture a
 * second leaves it.
 */
export interface PreviewCameras {
  /**
   * Returns false when this camera does not run. `take` receives pictures until `forMs` is over or `stopPreview` is
   * called.
   */
  aim(
    sensor: string,
    order: { readonly forMs: number; readonly style: PreviewStyle },
    take: (picture: PreviewPicture) => void,
  ): boolean;
  stopPreview(sensor: string): void;
}

export interface OnvifOptions {
  /** Address of the form `http://HOST/onvif/device_service`. */
  readonly url: string;
  readonly username?: string;
  /** File whose first line is the password. */
  readonly passwordFile?: string;
}

/** A camera's answer to one request for its events. An answer without events is a heartbeat. */
export interface OnvifBatch {
  readonly xml: string;
  /** How far the camera's clock is ahead of the gateway's clock, in milliseconds. */
  readonly clockAheadMs: number;
}

/** Reads the events of an ONVIF camera through a pull point. */
export interface OnvifLink {
  /**
   * Yields answers of the camera. Throws a GatewayError: LINK_REFUSED (sign-in), LINK_NOT_FOUND (no password file) or
   * LINK_LOST.
   */
  batches(options: OnvifOptions, signal: AbortSignal): AsyncIterable<OnvifBatch>;
}
