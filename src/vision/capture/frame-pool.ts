import type { FrameFormat } from './ffmpeg-arguments.ts';

const PLANES = { gbrp: 3, gray: 1 };

export function frameSizeBytes({ inputWidth, inputHeight, pixelFormat }: FrameFormat): number {
  return inputWidth * inputHeight * PLANES[pixelFormat];
}

/** Frame buffers of one size, for reuse. */
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
