/** A track shorter than 400 ms has no speed yet. */
const MIN_SPAN_MS = 400;
/**
 * Positions that come less than 380 ms after the last one are skipped. They add no accuracy, and without them fast
 * cameras cost as little as slow cameras.
 */
export const MIN_GAP_MS = 380;
/** Enough for 1.6 s at the shortest gap. */
const MAX_POINTS = 5;
/** Fields of a position: time, x and y. */
const POINT = 3;
/**
 * Offsets of a person's fields: number, earliest time of the next position, mark, number of positions, and the
 * positions, oldest first. The last field is the time of `noteZone`. Bit 0 of the mark is `isMarked`; the other bits are
 * the zone of `noteZone` + 1.
 */
const [PERSON, NEXT, MARK, COUNT, POINTS, ZONE_AT] = [0, 1, 2, 3, 4, 19] as const;
const FIELDS = 20;
const NOBODY = -1;
/** Size of the table of people: a power of two, above the number of people in one picture. */
const TABLE = 128;

/**
 * Holds the last positions of each person. `fit` computes the speed as a least-squares line. A block of 80
 * bytes holds all fields of a person. The engine's other work uses up the processor's cache between two frames. The
 * last bits of the person's number give the place of the block. Times are stored in ms modulo 2³²; only differences are
 * used. Runs for each position.
 */
export class Walkers {
  readonly #spanMs: number;
  #fields = new Int32Array(FIELDS * TABLE).fill(NOBODY);
  /** The same memory, for x and y. */
  #places = new Float32Array(this.#fields.buffer);
  /** First fields of people whose place in the table is taken by another person. */
  readonly #moreStarts = new Map<number, number>();
  readonly #free: number[] = [];
  /** First field of the person of the last `add`. */
  #start = 0;
  /** Results of `fit`: smoothed present position, and speed in units per second. */
  x = 0;
  y = 0;
  speedX = 0;
  speedY = 0;

  /** `spanMs` is the time over which the speed is fitted, at most 1,600 ms. */
  constructor(spanMs: number) {
    this.#spanMs = spanMs;
  }

  /** Returns people without a position in the last `ms`. */
  listSilent(at: number, ms: number): number[] {
    const silent: number[] = [];
    for (let start = 0; start < this.#fields.length; start += FIELDS) {
      const person = this.#fields[start + PERSON] ?? NOBODY;
      if (person !== NOBODY && since(at, this.#fields[this.#getLast(start)] ?? 0) > ms) silent.push(person);
    }
    return silent;
  }

  /** Returns whether the position was added. Until the next call, the other members refer to this person. */
  add(person: number, at: number, x: number, y: number): boolean {
    let start = placeOf(person);
    if (this.#fields[start + PERSON] !== person) start = this.#find(person) ?? this.#begin(person, at);
    const fields = this.#fields;
    if (since(at, fields[start + NEXT] ?? 0) < 0) return false;
    this.#start = start;
    fields[start + NEXT] = at + MIN_GAP_MS;
    this.#dropOld(at);
    const next = start + POINTS + POINT * (fields[start + COUNT] ?? 0);
    fields[next] = at;
    this.#places[next + 1] = x;
    this.#places[next + 2] = y;
    fields[start + COUNT] = (fields[start + COUNT] ?? 0) + 1;
    return true;
  }

  /** Skips positions of the person for `ms` from the last one on. */
  rest(ms: number): void {
    this.#fields[this.#start + NEXT] = this.#at + ms;
  }

  /** Removes a person who left. */
  remove(person: number): void {
    const start = this.#find(person);
    if (start === undefined) return;
    this.#fields[start + PERSON] = NOBODY;
    if (this.#moreStarts.delete(person)) this.#free.push(start);
  }

  /** Flag for the caller. False for a new person. Stored with the positions, so that reading it is fast. */
  get isMarked(): boolean {
    return ((this.#fields[this.#start + MARK] ?? 0) & 1) === 1;
  }

  set isMarked(isMarked: boolean) {
    const mark = this.#start + MARK;
    this.#fields[mark] = ((this.#fields[mark] ?? 0) & ~1) | (isMarked ? 1 : 0);
  }

  /** Notes that the last position is inside this zone. Stored with the positions, so that reading it is fast. */
  noteZone(zone: number): void {
    const mark = this.#start + MARK;
    this.#fields[mark] = ((zone + 1) << 1) | ((this.#fields[mark] ?? 0) & 1);
    this.#fields[this.#start + ZONE_AT] = this.#at;
  }

  /** Returns whether the last `noteZone` named this zone, less than `ms` before the last position. */
  wasIn(zone: number, ms: number): boolean {
    if ((this.#fields[this.#start + MARK] ?? 0) >> 1 !== zone + 1) return false;
    return since(this.#at, this.#fields[this.#start + ZONE_AT] ?? 0) < ms;
  }

  get isWalking(): boolean {
    return since(this.#at, this.#firstAt) >= MIN_SPAN_MS;
  }

  /** Approximate speed between the first and last position, in units per second. Fast to compute. */
  get roughSpeed(): number {
    const first = this.#start + POINTS;
    const last = this.#getLast(this.#start);
    const dx = (this.#places[last + 1] ?? 0) - (this.#places[first + 1] ?? 0);
    const dy = (this.#places[last + 2] ?? 0) - (this.#places[first + 2] ?? 0);
    return (1000 * Math.sqrt(dx * dx + dy * dy)) / Math.max(1, since(this.#at, this.#firstAt));
  }

  fit(): void {
    const last = this.#getLast(this.#start);
    const now = this.#fields[last] ?? 0;
    let [n, sumT, sumTT, sumX, sumY, sumTX, sumTY] = [0, 0, 0, 0, 0, 0, 0];
    for (let i = this.#start + POINTS; i <= last; i += POINT) {
      const t = since(this.#fields[i] ?? 0, now) / 1000;
      const x = this.#places[i + 1] ?? 0;
      const y = this.#places[i + 2] ?? 0;
      n += 1;
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
    return this.#fields[this.#getLast(this.#start)] ?? 0;
  }

  get #firstAt(): number {
    return this.#fields[this.#start + POINTS] ?? 0;
  }

  /** Returns the first field of the last position. */
  #getLast(start: number): number {
    return start + POINTS + POINT * ((this.#fields[start + COUNT] ?? 0) - 1);
  }

  /** Drops positions older than the span, and makes room for one more. */
  #dropOld(at: number): void {
    const fields = this.#fields;
    const start = this.#start + POINTS;
    const count = fields[this.#start + COUNT] ?? 0;
    let old = count === MAX_POINTS ? 1 : 0;
    while (old < count && since(at, fields[start + POINT * old] ?? 0) > this.#spanMs) old += 1;
    if (old === 0) return;
    const end = start + POINT * (count - old);
    for (let i = start; i < end; i++) fields[i] = fields[i + POINT * old] ?? 0;
    fields[this.#start + COUNT] = count - old;
  }

  #find(person: number): number | undefined {
    const start = placeOf(person);
    return this.#fields[start + PERSON] === person ? start : this.#moreStarts.get(person);
  }

  #begin(person: number, at: number): number {
    const start = this.#findFree(person);
    this.#fields.fill(0, start, start + FIELDS);
    this.#fields[start + PERSON] = person;
    this.#fields[start + NEXT] = at;
    return start;
  }

  #findFree(person: number): number {
    const place = placeOf(person);
    if (this.#fields[place + PERSON] === NOBODY) return place;
    if (this.#free.length === 0) this.#grow();
    const start = this.#free.pop() ?? place;
    this.#moreStarts.set(person, start);
    return start;
  }

  #grow(): void {
    const before = this.#fields;
    this.#fields = new Int32Array(2 * before.length).fill(NOBODY);
    this.#fields.set(before);
    this.#places = new Float32Array(this.#fields.buffer);
    for (let start = before.length; start < this.#fields.length; start += FIELDS) this.#free.push(start);
  }
}

function placeOf(person: number): number {
  return FIELDS * (person & (TABLE - 1));
}

/** Milliseconds from `before` to `at`, both modulo 2³². */
function since(at: number, before: number): number {
  return (at - before) | 0;
}
