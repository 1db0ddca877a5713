/** Edges per second of a bouncing beam. Two legs, two arms and a bag of a running person make fewer. */
const BOUNCING_EDGES_PER_S = 24;
const BOUNCING_SECONDS = 3;
const CALM_SECONDS = 10;

/** Detects a bouncing beam: many edges per second, for several seconds. */
export class BeamFlickerDetector {
  #second = 0;
  #edges = 0;
  #wildSeconds = 0;
  #calmSeconds = 0;
  #isBouncing = false;

  get isBouncing(): boolean {
    return this.#isBouncing;
  }

  edge(at: number): void {
    this.advance(at);
    this.#edges += 1;
  }

  advance(at: number): void {
    const second = Math.floor(at / 1000);
    if (second <= this.#second) return;
    const quiet = second - this.#second - 1;
    if (this.#edges > BOUNCING_EDGES_PER_S) {
      this.#wildSeconds += 1;
      this.#calmSeconds = quiet;
    } else {
      this.#wildSeconds = 0;
      this.#calmSeconds += 1 + quiet;
    }
    if (quiet > 0) this.#wildSeconds = 0;
    this.#second = second;
    this.#edges = 0;
    if (this.#wildSeconds >= BOUNCING_SECONDS) this.#isBouncing = true;
    else if (this.#calmSeconds >= CALM_SECONDS) this.#isBouncing = false;
  }
}
