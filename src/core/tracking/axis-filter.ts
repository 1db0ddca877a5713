import { instance, number, row } from '../model/codec.ts';

/**
 * Kalman filter of one coordinate at constant velocity (Kalman 1960), so frames may come at any interval. The process
 * noise is white acceleration over a time span (Bar-Shalom, Li and Kirubarajan 2001, section 6.2). Times in seconds;
 * lengths in the caller's unit.
 */
export class AxisFilter {
  position = 0;
  velocity = 0;
  positionVariance = 0;
  covariance = 0;
  velocityVariance = 0;

  start(position: number, positionVariance: number, velocityVariance: number): void {
    this.position = position;
    this.velocity = 0;
    this.positionVariance = positionVariance;
    this.covariance = 0;
    this.velocityVariance = velocityVariance;
  }

  /** `agility`: variance that the velocity gains per second. */
  predict(seconds: number, agility: number): void {
    const gained = agility * seconds;
    this.position += this.velocity * seconds;
    this.positionVariance += seconds * (2 * this.covariance + seconds * (this.velocityVariance + gained / 3));
    this.covariance += seconds * (this.velocityVariance + gained / 2);
    this.velocityVariance += gained;
  }

  /** Multiplies the velocity by `share`. */
  fade(share: number): void {
    this.velocity *= share;
  }

  correct(measured: number, variance: number): void {
    const total = this.positionVariance + variance;
    const positionGain = this.positionVariance / total;
    const velocityGain = this.covariance / total;
    const surprise = measured - this.position;
    this.position += positionGain * surprise;
    this.velocity += velocityGain * surprise;
    this.velocityVariance -= velocityGain * this.covariance;
    this.covariance -= positionGain * this.covariance;
    this.positionVariance -= positionGain * this.positionVariance;
  }
}

export const AXIS = instance(
  () => new AxisFilter(),
  row({
    position: number,
    velocity: number,
    positionVariance: number,
    covariance: number,
    velocityVariance: number,
  }),
);
