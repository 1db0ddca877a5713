import type { Person } from './person.ts';
import { addRepulsion, addWalls, REACH_M, stride } from './social-force.ts';
import type { WalkGrid } from './walk-grid.ts';

/** Without getting nearer for this long, a person presses on and the others give way. */
const PATIENCE_MS = 4_000;
/** And is content with this much more distance from the goal, for each further such time. */
const SLACK_M = 0.3;
/** The last stretch of a way is walked straight. */
const STRAIGHT_M = 0.6;
const SLOW_NEAR_M = 0.8;
/** Everybody who is about, and how they move in one step. */
export class Crowd {
  readonly people = new Map<number, Person>();
  readonly #grid: WalkGrid;
  readonly #buckets = new Map<number, Person[]>();
  readonly #wanted = { x: 0, y: 0 };
  readonly #force = { x: 0, y: 0 };

  constructor(grid: WalkGrid) {
    this.#grid = grid;
  }

  get isAnybodyWalking(): boolean {
    for (const person of this.people.values()) if (person.goal !== undefined) return true;
    return false;
  }

  /** Moves everybody; calls `arrived` for those who got to their goal in this step. */
  step(atMs: number, stepMs: number, arrived: (person: Person) => void): void {
    this.#sortIntoBuckets();
    for (const person of this.people.values()) {
      person.fromX = person.x;
      person.fromY = person.y;
    }
    for (const person of this.people.values()) {
      if (person.goal === undefined) stand(person);
      else if (this.#walk(person, atMs, stepMs / 1000)) arrived(person);
    }
  }

  #walk(person: Person, atMs: number, stepS: number): boolean {
    const { goal } = person;
    if (goal === undefined) return false;
    const dx = goal.at.x - person.x;
    const dy = goal.at.y - person.y;
    const awayM = Math.hypot(dx, dy);
    const leftM = goal.way?.costAt(person.x, person.y) ?? awayM;
    if (leftM < person.nearestM - 0.1) {
      person.nearestM = leftM;
      person.stuckSinceMs = atMs;
    }
    const stuckMs = atMs - person.stuckSinceMs;
    if (awayM <= goal.withinM + SLACK_M * Math.floor(stuckMs / PATIENCE_MS)) return true;
    this.#aim(person, dx / awayM, dy / awayM, awayM);
    this.#force.x = 0;
    this.#force.y = 0;
    if (stuckMs < PATIENCE_MS) this.#feelOthers(person);
    addWalls(this.#grid, person, this.#force);
    const isNear = awayM < SLOW_NEAR_M && goal.withinM < SLOW_NEAR_M;
    const speed = goal.way === undefined ? Math.min(person.desiredMps, 0.7) : person.desiredMps;
    stride(this.#grid, person, this.#wanted, isNear ? speed * 0.6 : speed, this.#force, stepS);
    return false;
  }

  #aim(person: Person, straightX: number, straightY: number, awayM: number): void {
    const way = person.goal?.way;
    if (way !== undefined && awayM > STRAIGHT_M) way.direction(person.x, person.y, this.#wanted);
    if (way === undefined || awayM <= STRAIGHT_M || (this.#wanted.x === 0 && this.#wanted.y === 0)) {
      this.#wanted.x = straightX;
      this.#wanted.y = straightY;
    }
  }

  #feelOthers(person: Person): void {
    const column = Math.floor(person.x / REACH_M);
    const row = Math.floor(person.y / REACH_M);
    for (let dr = -1; dr <= 1; dr++) {
      for (let dc = -1; dc <= 1; dc++) {
        const others = this.#buckets.get(bucketKey(column + dc, row + dr));
        if (others === undefined) continue;
        for (const other of others) {
          if (other !== person) addRepulsion(person, other, this.#wanted, this.#force);
        }
      }
    }
  }

  #sortIntoBuckets(): void {
    for (const bucket of this.#buckets.values()) bucket.length = 0;
    for (const person of this.people.values()) {
      const key = bucketKey(Math.floor(person.x / REACH_M), Math.floor(person.y / REACH_M));
      const bucket = this.#buckets.get(key);
      if (bucket === undefined) this.#buckets.set(key, [person]);
      else bucket.push(person);
    }
  }
}

function bucketKey(column: number, row: number): number {
  return (row + 512) * 1024 + column + 512;
}

function stand(person: Person): void {
  person.vx = 0;
  person.vy = 0;
}
