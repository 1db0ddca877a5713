/** Counts how many more frames may be sent before the reader must allow further ones. */
export class FrameCredits {
  #left = 0;
  #wake: () => void = () => undefined;

  add(frames: number): void {
    this.#left += frames;
    this.#wake();
  }

  async spend(): Promise<void> {
    while (this.#left === 0) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    this.#left -= 1;
  }
}
