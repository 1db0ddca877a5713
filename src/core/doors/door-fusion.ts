import { maybe, number, row } from '../model/codec.ts';
import type { Crossing, Direction, DoorFault } from '../model/crossing.ts';
import type { DoorCounted, DoorCrossed } from '../model/door-fact.ts';
import type { DoorId, EpochMs, SensorId } from '../model/ids.ts';
import type { Checkpointed, StatePart } from '../model/state-part.ts';
import { composed, held, heldObject } from '../model/state-part.ts';
import { CaptureRecapture } from './capture-recapture.ts';
import { Companies } from './companies.ts';
import type { CountSource } from './count-source.ts';
import type { CountSourceStatus } from './door-status.ts';
import type { DirectionErrors, InOutBias } from './occupancy/missed-entries.ts';
import { judgeDirections } from './occupancy/missed-entries.ts';
import { SensorDisagreement } from './sensor-disagreement.ts';
import { SilentSensorDetector } from './silent-sensor-detector.ts';
import { SourceRanking } from './source-ranking.ts';
import { HOUR_MS, WeeklyProfile } from './weekly-profile.ts';

export const MINUTE_MS = 60_000;
/** Relative error when the only source that is up is faulted. */
const FAULTED_SD = 0.5;
const COMPARE_MS = 10 * MINUTE_MS;
const DIRECTIONS = ['in', 'out'] as const;

export interface DoorFusionSink {
  /** `factor`: people per person counted, by which the in–out bias has corrected the count. */
  crossed(fact: DoorCrossed, factor: number): void;
  counted(fact: DoorCounted): void;
  faulted(sensor: SensorId, at: EpochMs, cause: DoorFault): void;
  recovered(sensor: SensorId, at: EpochMs, cause: DoorFault): void;
}

const PEOPLE = row({ in: number, out: number });
const HOUR = row({ people: number, blindMinutes: number });

/**
 * Fuses a door's sensors into one count. The best sensor that is up leads: its corrected crossings are emitted
 * immediately. At the end of each minute, the difference between counted and emitted people is carried over. Each other
 * sensor then learns its correction from the best one. Every ten minutes, sensors that disagree beyond chance are
 * found. The one that is more likely wrong no longer leads, and no sensor learns from it.
 */
export class DoorFusion implements Checkpointed {
  readonly state: StatePart;
  readonly #door: DoorId;
  readonly #sources: readonly CountSource[];
  readonly #sink: DoorFusionSink;
  readonly #findBias: () => InOutBias;
  readonly #rhythm = new WeeklyProfile();
  /** People counted but not emitted yet; negative when too many were emitted. */
  readonly #owed: Record<Direction, number> = { in: 0, out: 0 };
  readonly #told: Record<Direction, number> = { in: 0, out: 0 };
  readonly #hour = { people: 0, blindMinutes: 0 };
  readonly #ranking: SourceRanking;
  readonly #recapture: CaptureRecapture;
  readonly #companies: Companies;
  readonly #disagreement: SensorDisagreement;
  readonly #silence = new SilentSensorDetector();
  #minuteStart: number | undefined;

  /** `findBias` returns the in–out bias of all doors of the store. */
  constructor(
    door: DoorId,
    sources: readonly CountSource[],
    sink: DoorFusionSink,
    findBias: () => InOutBias,
  ) {
    this.#door = door;
    this.#sources = sources;
    this.#sink = sink;
    this.#findBias = findBias;
    this.#ranking = new SourceRanking(sources);
    this.#recapture = new CaptureRecapture(this.#ranking.best, this.#ranking.witness);
    this.#disagreement = new SensorDisagreement(sources);
    this.#companies = new Companies(sources, (company) => {
      const led = this.#ranking.best;
      this.#owed[company.direction] += this.#recapture.findLacking(company);
      if (this.#ranking.judge(company)) this.#changeBest(led);
      this.#recapture.judge(company);
      this.#disagreement.judge(company);
    });
    this.state = this.#createState();
  }

  #createState(): StatePart {
    return composed({
      rhythm: this.#rhythm.state,
      owed: heldObject(PEOPLE, this.#owed),
      told: heldObject(PEOPLE, this.#told),
      hour: heldObject(HOUR, this.#hour),
      silent: this.#silence.state,
      ranking: this.#ranking.state,
      disagreement: this.#disagreement.state,
      recapture: this.#recapture.state,
      minuteStart: held(
        maybe(number),
        () => this.#minuteStart,
        (start) => {
          this.#minuteStart = start;
        },
      ),
    });
  }

  /** Handles a crossing of one of the door's sources. */
  crossed(source: CountSource, crossing: Crossing): void {
    this.advance(crossing.at);
    const { direction, count, at, evidence } = crossing;
    source.minute[direction] += count;
    source.total[direction] += count;
    if (this.#silence.acceptCount(source.sensor)) this.#sink.recovered(source.sensor, at, 'no-counts');
    this.#companies.crossed(source, crossing);
    if (this.#leader(at) !== source) return;
    const people = count * source.factor(direction) * this.#errors.factors[direction];
    this.#told[direction] += people;
    this.#owed[direction] += people;
    const whole = this.#takeOwed(direction);
    if (whole > 0) this.#pass({ at, direction, count: whole, sensor: crossing.sensor, evidence });
  }

  advance(at: EpochMs): void {
    this.#companies.advance(at);
    let start = this.#minuteStart ?? startOfMinute(at);
    // Skips a gap of over an hour, in which no sensor counted.
    if (at - start > HOUR_MS) {
      start = startOfMinute(at);
      for (const source of this.#sources) source.endMinute();
      Object.assign(this.#told, { in: 0, out: 0 });
      this.#beginHour();
    }
    for (; at >= start + MINUTE_MS; start += MINUTE_MS) {
      const end = (start + MINUTE_MS) as EpochMs;
      this.#endMinute(end);
      if (end % COMPARE_MS === 0 && this.#sources.length > 1) this.#findCulprit(end);
      if (end % HOUR_MS === 0) this.#endHour(end);
    }
    this.#minuteStart = start;
  }

  /** Returns whether any sensor of the door is up. */
  isUp(at: EpochMs): boolean {
    return this.#sources.some((source) => source.isUp(at));
  }

  /** Relative error of the present count. */
  sd(at: EpochMs): number {
    const leader = this.#leader(at);
    return leader === undefined ? 0 : this.#sd(leader);
  }

  view(at: EpochMs): CountSourceStatus[] {
    const leader = this.#leader(at);
    return this.#sources.map((source) => source.view(at, source === leader, this.#sd(source)));
  }

  /** People per minute in both directions, averaged over some minutes. */
  get flowPerMin(): number {
    return Math.max(0, ...this.#sources.map((source) => source.flowPerMin));
  }

  /** Returns the best sensor that is up; a faulted one only when no other is up. */
  #leader(at: number): CountSource | undefined {
    const up = this.#sources.filter((source) => source.isUp(at));
    const sane = up.filter((source) => !source.isFaulted);
    const candidates = sane.length > 0 ? sane : up;
    const best = candidates.find((source) => source === this.#ranking.best);
    return (
      best ??
      candidates.reduce<CountSource | undefined>(
        (surest, source) => (surest === undefined || this.#sd(source) < this.#sd(surest) ? source : surest),
        undefined,
      )
    );
  }

  /** Returns the relative error over both directions. */
  #sd(source: CountSource): number {
    return Math.hypot(this.#getSd(source, 'in'), this.#getSd(source, 'out')) / Math.SQRT2;
  }

  #getSd(source: CountSource, direction: Direction): number {
    const teacher = this.#sources.length > 1 ? this.#ranking.best : undefined;
    return source.isFaulted ? FAULTED_SD : source.sd(direction, teacher);
  }

  #takeOwed(direction: Direction): number {
    const whole = Math.max(0, Math.floor(this.#owed[direction] + 0.5));
    this.#owed[direction] -= whole;
    return whole;
  }

  #endMinute(end: EpochMs): void {
    const start = end - MINUTE_MS;
    const whole = this.#sources.filter((source) => source.wasUpSince(start, end));
    const leader = this.#leader(end);
    if (leader === undefined) this.#hour.blindMinutes += 1;
    for (const direction of DIRECTIONS) {
      if (leader !== undefined) this.#weigh(direction, leader, end);
      this.#told[direction] = 0;
    }
    if (whole.length > 1) this.#compare(whole, start);
    for (const source of this.#sources) source.endMinute();
  }

  #weigh(direction: Direction, leader: CountSource, end: EpochMs): void {
    const { factors, sds } = this.#errors;
    const people = leader.minute[direction] * leader.factor(direction) * factors[direction];
    this.#owed[direction] += people - this.#told[direction];
    this.#hour.people += people;
    this.#sink.counted({
      kind: 'DoorCounted',
      at: end,
      door: this.#door,
      direction,
      from: (end - MINUTE_MS) as EpochMs,
      count: people,
      errorShare: Math.hypot(this.#getSd(leader, direction), sds[direction]),
    });
    this.#settle(direction, leader, end);
  }

  /** Emits people who were counted but not emitted yet, as a whole number; the rest is carried over. */
  #settle(direction: Direction, leader: CountSource, end: EpochMs): void {
    if (this.#owed[direction] < 1) return;
    const count = this.#takeOwed(direction);
    this.#pass({ at: (end - 1) as EpochMs, direction, count, sensor: leader.sensor });
  }

  #pass(passed: Omit<DoorCrossed, 'kind' | 'door'>): void {
    this.#sink.crossed(
      { kind: 'DoorCrossed', door: this.#door, ...passed },
      this.#errors.factors[passed.direction],
    );
  }

  /** What the in–out bias says about this door. */
  get #errors(): DirectionErrors {
    return judgeDirections(this.#findBias(), this.#ranking.best?.kind === 'counter');
  }

  /** Compares the sources' counts of the minute. Each sensor learns its correction from the best one. */
  #compare(sources: readonly CountSource[], start: number): void {
    if (sources.length === this.#sources.length) {
      const usual = this.#rhythm.expectedOnDays(start);
      this.#disagreement.compare(start, usual === undefined ? undefined : usual / 60);
    }
    const { best } = this.#ranking;
    const teacher = sources.find((source) => source === best && !source.isFaulted);
    for (const source of sources) {
      for (const direction of DIRECTIONS) {
        const isPupil = teacher !== undefined && source !== teacher && !source.isFaulted;
        if (isPupil) source.learn(direction, teacher.minute[direction] * teacher.factor(direction));
      }
    }
  }

  /** Discards the corrections that sources learned from the earlier best sensor. */
  #changeBest(led: CountSource | undefined): void {
    const { best } = this.#ranking;
    const isKnown = led !== undefined && best !== undefined && !led.isFaulted;
    if (isKnown && this.#disagreement.isApart(led, best)) this.#mark(led, true, this.#minuteStart as EpochMs);
    for (const source of this.#sources) source.unlearn();
    this.#disagreement.begin();
    this.#recapture.begin(this.#ranking.best, this.#ranking.witness);
  }

  #endHour(end: EpochMs): void {
    const start = end - HOUR_MS;
    const expected = this.#rhythm.expected(start);
    if (this.#hour.blindMinutes === 0) {
      const silent = this.#hour.people < 1 ? this.#silence.find(this.#sources, expected, start, end) : [];
      for (const sensor of silent) this.#sink.faulted(sensor, end, 'no-counts');
      if (!this.#sources.some(({ isFaulted }) => isFaulted)) this.#rhythm.learn(start, this.#hour.people);
    }
    this.#beginHour();
  }

  #beginHour(): void {
    Object.assign(this.#hour, { people: 0, blindMinutes: 0 });
  }

  #findCulprit(at: EpochMs): void {
    const verdicts = this.#disagreement.resolve((source) => source.believedSd);
    for (const { source, isFaulted, madeUp } of verdicts) {
      if (isFaulted === source.isFaulted) continue;
      this.#mark(source, isFaulted, at);
      const hasTaught = madeUp || (isFaulted && source === this.#ranking.best);
      if (hasTaught) for (const pupil of this.#sources) pupil.recall();
    }
  }

  #mark(source: CountSource, isFaulted: boolean, at: EpochMs): void {
    source.isFaulted = isFaulted;
    if (isFaulted) this.#sink.faulted(source.sensor, at, 'disagrees');
    else this.#sink.recovered(source.sensor, at, 'disagrees');
  }
}

function startOfMinute(at: number): number {
  return Math.floor(at / MINUTE_MS) * MINUTE_MS;
}
