/** One coordinate of a peer's Kalman filter: constant velocity, one step a frame, noise added to each on its own. */
export class StepFilter {
  position: number;
  velocity = 0;
  #positionVariance: number;
  #covariance = 0;
  #velocityVariance: number;

  constructor(position: number, positionVariance: number, velocityVariance: number) {
    this.position = position;
    this.#positionVariance = positionVariance;
    this.#velocityVariance = velocityVariance;
  }

  predict(positionNoise: number, velocityNoise: number): void {
    this.position += this.velocity;
    this.#positionVariance += 2 * this.#covariance + this.#velocityVariance + positionNoise;
    this.#covariance += this.#velocityVariance;
    this.#velocityVariance += velocityNoise;
  }

  correct(measured: number, variance: number): void {
    const total = this.#positionVariance + variance;
    const positionGain = this.#positionVariance / total;
    const velocityGain = this.#covariance / total;
    const surprise = measured - this.position;
    this.position += positionGain * surprise;
    this.velocity += velocityGain * surprise;
    this.#velocityVariance -= velocityGain * this.#covariance;
    this.#covariance *= 1 - positionGain;
    this.#positionVariance *= 1 - positionGain;
  }
}
