/** A track shorter than 400 ms has no speed yet. */
const MIN_SPAN_MS = 400;
/**
 * Positions that come less than 380 ms after the last one are skipped. They add no accuracy, and without them fast
 * cameras cost as little as slow cameras.
 */
const MIN_GAP_MS = 380;
const MAX_POINTS = 6;
/** Fields of a position: time, x and y. */
const POINT = 3;
/**
 * Offsets of a person's fields. `AT` is the time of the last position. `FIRST` and `COUNT` are the start and length of
 * the ring of positions, which begins at `RING`. `ZONES` and `ZONES_AT` are the last call of `noteZones`: its zones and
 * its time.
 */
const [AT, FIRST, COUNT, MARK, ZONES, ZONES_AT, RING] = [0, 1, 2, 3, 4, 5, 6] as const;
const FIELDS = 24;
/** Size of the table of recent people: a power of two, above the number of people in one picture. */
const RECENT = 128;
/** Fields of a recent person: number, first field, and time of the last position. A power of two. */
const RECENT_FIELDS = 4;

/**
 * Holds the last positions of each person. `fit` computes the speed as a least-squares line. All fields lie in one array,
 * because the rest of the engine uses up the processor's cache between two frames. Runs for each position.
 */
export class Walkers {
  readonly #spanMs: number;
  #fields = new Float64Array(16 * FIELDS);
  /** Index of each person's first field. */
  readonly #starts = new Map<number, number>();
  readonly #free: number[] = [];
  /** Table of recent people, by the last bits of the person's number. One read finds nearly every person. */
  readonly #recent = new Float64Array(RECENT_FIELDS * RECENT).fill(-1);
  /** First field of the person of the last `add`. */
  #start = 0;
  /** Results of `fit`: smoothed present position, and speed in units per second. */
  x = 0;
  y = 0;
  speedX = 0;
  speedY = 0;

  /** `spanMs` is the time over which the speed is fitted. */
  constructor(spanMs: number) {
    this.#spanMs = spanMs;
  }

  /** Yields each person with the time of the last position in ms. */
  *lastTimes(): Iterable<readonly [person: number, at: number]> {
    for (const [person, start] of this.#starts) yield [person, this.#fields[start + AT] ?? 0];
  }

  /** Returns whether the position was added. Until the next call, the other members refer to this person. */
  add(person: number, at: number, x: number, y: number): boolean {
    const recent = recentOf(person);
    // Most calls end after this line, and read only one line of the processor's cache.
    if (this.#recent[recent] !== person) this.#recall(person, recent);
    if (at - (this.#recent[recent + 2] ?? 0) < MIN_GAP_MS) return false;
    this.#recent[recent + 2] = at;
    const start = this.#recent[recent + 1] ?? 0;
    this.#start = start;
    const fields = this.#fields;
    if (fields[start + COUNT] === MAX_POINTS) this.#drop();
    const next = this.#pointAt(fields[start + COUNT] ?? 0);
    fields[next] = at;
    fields[next + 1] = x;
    fields[next + 2] = y;
    fields[start + COUNT] = (fields[start + COUNT] ?? 0) + 1;
    fields[start + AT] = at;
    while (at - this.#firstAt > this.#spanMs) this.#drop();
    return true;
  }

  /** Removes a person who left. */
  remove(person: number): void {
    const start = this.#starts.get(person);
    if (start === undefined) return;
    this.#starts.delete(person);
    this.#free.push(start);
    const recent = recentOf(person);
    if (this.#recent[recent] === person) this.#recent[recent] = -1;
  }

  /** Flag for the caller. False for a new person. Stored with the positions, so that reading it is fast. */
  get isMarked(): boolean {
    return this.#fields[this.#start + MARK] === 1;
  }

  set isMarked(isMarked: boolean) {
    this.#fields[this.#start + MARK] = isMarked ? 1 : 0;
  }

  /**
   * Stores the zones that the person is in. `zones` is a number that is different for each set of zones. Returns false
   * if the same zones were stored less than `sinceMs` ago.
   */
  noteZones(zones: number, sinceMs: number): boolean {
    const start = this.#start;
    const at = this.#fields[start + AT] ?? 0;
    const isSame = this.#fields[start + ZONES] === zones;
    if (isSame && at - (this.#fields[start + ZONES_AT] ?? 0) < sinceMs) return false;
    this.#fields[start + ZONES] = zones;
    this.#fields[start + ZONES_AT] = at;
    return true;
  }

  get isWalking(): boolean {
    return this.#at - this.#firstAt >= MIN_SPAN_MS;
  }

  /** Approximate speed between the first and last position, in units per second. Fast to compute. */
  get roughSpeed(): number {
    const last = this.#pointAt((this.#fields[this.#start + COUNT] ?? 0) - 1);
    const first = this.#pointAt(0);
    const dx = (this.#fields[last + 1] ?? 0) - (this.#fields[first + 1] ?? 0);
    const dy = (this.#fields[last + 2] ?? 0) - (this.#fields[first + 2] ?? 0);
    return (1000 * Math.sqrt(dx * dx + dy * dy)) / Math.max(1, this.#at - this.#firstAt);
  }

  fit(): void {
    const n = this.#fields[this.#start + COUNT] ?? 0;
    let [sumT, sumTT, sumX, sumY, sumTX, sumTY] = [0, 0, 0, 0, 0, 0];
    for (let k = 0; k < n; k++) {
      const i = this.#pointAt(k);
      const t = ((this.#fields[i] ?? 0) - this.#at) / 1000;
      const x = this.#fields[i + 1] ?? 0;
      const y = this.#fields[i + 2] ?? 0;
      sumT += t;
      sumTT += t * t;
      sumX += x;
      sumY += y;
      sumTX += t * x;
      sumTY += t * y;
    }
    const spread = n * sumTT - sumT * sumT;
    this.speedX = (n * sumTX - sumT * sumX) / spread;
    this.speedY = (n * sumTY - sumT * sumY) / spread;
    this.x = (sumX - this.speedX * sumT) / n;
    this.y = (sumY - this.speedY * sumT) / n;
  }

  get #at(): number {
    return this.#fields[this.#start + AT] ?? 0;
  }

  get #firstAt(): number {
    return this.#fields[this.#pointAt(0)] ?? 0;
  }

  /** Returns the first field of a position; 0 is the oldest. */
  #pointAt(number: number): number {
    const place = (this.#fields[this.#start + FIRST] ?? 0) + number;
    return this.#start + RING + POINT * (place < MAX_POINTS ? place : place - MAX_POINTS);
  }

  #drop(): void {
    const first = (this.#fields[this.#start + FIRST] ?? 0) + 1;
    this.#fields[this.#start + FIRST] = first === MAX_POINTS ? 0 : first;
    this.#fields[this.#start + COUNT] = (this.#fields[this.#start + COUNT] ?? 0) - 1;
  }

  /** Enters the person in the table of recent people. */
  #recall(person: number, recent: number): void {
    const start = this.#starts.get(person) ?? this.#begin(person);
    this.#recent[recent] = person;
    this.#recent[recent + 1] = start;
    this.#recent[recent + 2] = this.#fields[start + AT] ?? 0;
  }

  #begin(person: number): number {
    const start = this.#free.pop() ?? FIELDS * this.#starts.size;
    this.#starts.set(person, start);
    if (start === this.#fields.length) this.#grow();
    this.#fields.fill(0, start, start + FIELDS);
    this.#fields[start + AT] = Number.NEGATIVE_INFINITY;
    return start;
  }

  #grow(): void {
    const fields = new Float64Array(2 * this.#fields.length);
    fields.set(this.#fields);
    this.#fields = fields;
  }
}

function recentOf(person: number): number {
  return RECENT_FIELDS * (person & (RECENT - 1));
}
