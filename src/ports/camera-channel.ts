import type { ErrorCode } from '../core/model/gateway-error.ts';
import type { EpochMs } from '../core/model/ids.ts';
import type { CameraFrame, CameraOptions, PreviewStyle } from './camera-link.ts';

/** First message to a camera process. It holds everything that the process needs. */
export interface CameraStart {
  readonly kind: 'start';
  readonly options: CameraOptions;
  /** Folders that are searched for model files, in order. */
  readonly modelFolders: readonly string[];
  /** Folders that are searched for ffmpeg and rpicam-vid, as in PATH. */
  readonly commandPath: string;
  /** Longest wait for the first picture. */
  readonly startMs: number;
  /** Longest wait between two pictures; after it the source has failed. */
  readonly silentMs: number;
  /** Largest number of frames that a camera with the pace `every` may send before the gateway has read them. */
  readonly credit: number;
}

export type ToCamera =
  | CameraStart
  | { readonly kind: 'credit'; readonly frames: number }
  /** Asks for preview pictures during `forMs` from now. A later order replaces an earlier one. */
  | { readonly kind: 'aim'; readonly forMs: number; readonly style: PreviewStyle }
  | { readonly kind: 'stop-aiming' };

/**
 * Output of a camera process: boxes, heartbeats and the reason for its end. It sends pictures only during a camera
 * preview, which a technician must open and which ends automatically.
 */
export type FromCamera =
  | { readonly kind: 'frame'; readonly frame: CameraFrame }
  | { readonly kind: 'alive'; readonly rssBytes: number }
  | {
      readonly kind: 'aiming-picture';
      readonly at: EpochMs;
      readonly style: PreviewStyle;
      readonly pngBase64: string;
    }
  | { readonly kind: 'ended' }
  | { readonly kind: 'failed'; readonly code: ErrorCode; readonly message: string };
