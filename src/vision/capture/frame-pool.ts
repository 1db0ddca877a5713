import type { FrameFormat } from './ffmpeg-arguments.ts';

const PLANES = { gbrp: 3, gray: 1 };

export function frameSizeBytes({ inputWidth, inputHeight, pixelFormat }: FrameFormat): number {
  return inputWidth * inputHeight * PLANES[pixelFormat];
}

/** Buffers for frames of one size. They are used again and again. */
export class FramePool {
  readonly #free: Uint8Array[] = [];
  readonly #frameBytes: number;

  constructor(frameBytes: number) {
    this.#frameBytes = frameBytes;
  }

  acquireFrame(): Uint8Array {
    return this.#free.pop() ?? new Uint8Array(this.#frameBytes);
  }

  releaseFrame(frame: Uint8Array): void {
    this.#free.push(frame);
  }
}
