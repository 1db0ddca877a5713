import type { Candidates } from './candidates.ts';
import type { Letterbox } from './letterbox.ts';

/** What a frame's pixels do not say. */
export interface FrameContext {
  readonly atMs: number;
  /** Where the picture lies in the frame. */
  readonly place: Letterbox;
}

/** Finds people in one frame at a time. Frames come at its input size, letterboxed or stretched. */
export interface PersonDetector {
  readonly inputWidth: number;
  readonly inputHeight: number;
  /** Three planes green, blue, red; or one of grey. */
  readonly pixelFormat: 'gbrp' | 'gray';
  /** Grey level of the padding around the picture. */
  readonly padLevel: number;
  /** The picture fills the input, its shape is not kept. */
  readonly isStretched?: boolean;
  /** Boxes in input pixels; valid until the next call. Frames come in the order they were taken. */
  detect(frame: Uint8Array, context: FrameContext): Promise<Candidates>;
  close(): Promise<void>;
}
