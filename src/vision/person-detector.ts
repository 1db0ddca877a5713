import type { Candidates } from './candidates.ts';

/** Finds people in one frame at a time. Frames come at its input size, letterboxed. */
export interface PersonDetector {
  readonly inputWidth: number;
  readonly inputHeight: number;
  /** Three planes green, blue, red; or one of grey. */
  readonly pixelFormat: 'gbrp' | 'gray';
  /** Grey level of the padding around the picture. */
  readonly padLevel: number;
  /** Boxes in input pixels, strongest first; valid until the next call. */
  detect(frame: Uint8Array): Promise<Candidates>;
  close(): Promise<void>;
}
