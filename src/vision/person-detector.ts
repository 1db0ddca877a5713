import type { Candidates } from './candidates.ts';
import type { Letterbox } from './letterbox.ts';

/** What a detector must know about a frame in addition to its pixels. */
export interface FrameContext {
  readonly atMs: number;
  /** Position of the picture in the frame. */
  readonly place: Letterbox;
}

/** Detects people in one frame at a time. Frames have its input size, letterboxed or stretched. */
export interface PersonDetector {
  readonly inputWidth: number;
  readonly inputHeight: number;
  /** `gbrp`: three planes (green, blue, red). `gray`: one grey plane. */
  readonly pixelFormat: 'gbrp' | 'gray';
  /** Grey level of the padding around the picture. */
  readonly padLevel: number;
  /** True when the picture is stretched to fill the input. */
  readonly isStretched?: boolean;
  /**
   * Returns boxes in input pixels, which are valid until the next call. Frames must arrive in the order in which they
   * were taken.
   */
  detect(frame: Uint8Array, context: FrameContext): Promise<Candidates>;
  close(): Promise<void>;
}
