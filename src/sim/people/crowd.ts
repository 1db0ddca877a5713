import type { Person } from '../model/person.ts';
import { addRepulsion, addWalls, REACH_M, stride } from './social-force.ts';
import type { WalkGrid } from './walk-grid.ts';
import { CELL_M } from './walk-grid.ts';

/** A person who comes no nearer to the goal for this long stops giving way. */
const PATIENCE_MS = 4_000;
/** For each `PATIENCE_MS` without progress, the person accepts a place this much further from the goal. */
const SLACK_M = 0.3;
/** Within this distance of the goal, people walk straight to it. */
const STRAIGHT_M = 0.6;
const SLOW_NEAR_M = 0.8;
/** Holds all simulated people and moves them step by step. */
export class Crowd {
  readonly people = new Map<number, Person>();
  readonly #grid: WalkGrid;
  /**
   * People by square of side REACH_M: index in `#all` of the square's first person. `#nextInBucket` holds the others;
   * −1 ends the list.
   */
  readonly #firstInBucket: Int32Array;
  readonly #columns: number;
  #nextInBucket = new Int32Array(64);
  readonly #all: Person[] = [];
  readonly #wanted = { x: 0, y: 0 };
  readonly #force = { x: 0, y: 0 };

  constructor(grid: WalkGrid) {
    this.#grid = grid;
    this.#columns = Math.ceil((grid.columns * CELL_M) / REACH_M) + 2;
    const rows = Math.ceil((grid.rows * CELL_M) / REACH_M) + 2;
    this.#firstInBucket = new Int32Array(this.#columns * rows);
  }

  get isAnybodyWalking(): boolean {
    for (const person of this.people.values()) if (person.goal !== undefined) return true;
    return false;
  }

  /** Moves each person by one step. Calls `arrived` for each person who reached the goal in this step. */
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
    const speedMps = isNear ? speed * 0.6 : speed;
    stride(this.#grid, person, { wanted: this.#wanted, force: this.#force, speedMps }, stepS);
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
    const middle = this.#findBucket(person);
    for (let row = middle - this.#columns; row <= middle + this.#columns; row += this.#columns) {
      for (let bucket = row - 1; bucket <= row + 1; bucket++) this.#feelBucket(person, bucket);
    }
  }

  #feelBucket(person: Person, bucket: number): void {
    for (let i = this.#firstInBucket[bucket] ?? -1; i >= 0; i = this.#nextInBucket[i] ?? -1) {
      const other = this.#all[i];
      if (other !== undefined && other !== person) addRepulsion(person, other, this.#wanted, this.#force);
    }
  }

  #sortIntoBuckets(): void {
    this.#firstInBucket.fill(-1);
    this.#all.length = 0;
    if (this.#nextInBucket.length < this.people.size) {
      this.#nextInBucket = new Int32Array(2 * this.people.size);
    }
    for (const person of this.people.values()) {
      const bucket = this.#findBucket(person);
      this.#nextInBucket[this.#all.length] = this.#firstInBucket[bucket] ?? -1;
      this.#firstInBucket[bucket] = this.#all.length;
      this.#all.push(person);
    }
  }

  /** The grid has a border of empty buckets, so that every bucket has eight neighbours. */
  #findBucket({ x, y }: Person): number {
    const column = Math.floor((x - this.#grid.minX) / REACH_M) + 1;
    const row = Math.floor((y - this.#grid.minY) / REACH_M) + 1;
    return row * this.#columns + column;
  }
}

function stand(person: Person): void {
  person.vx = 0;
  person.vy = 0;
}
