import { DoorTracker } from '../../../src/core/doors/door-tracker.ts';
import type { Fact } from '../../../src/core/model/fact.ts';
import type { DoorId, EpochMs, LineId, SensorId } from '../../../src/core/model/ids.ts';
import { Random } from '../seeded-random.ts';
import { cameraModel, counterModel } from '../sensor-models.ts';

const DAY_MS = 86_400_000;
/** A Monday. */
const START = Date.UTC(2026, 0, 5);
const OPEN_HOUR = 9;
const OPEN_HOURS = 11;
const STEP_MS = 1_000;
const REPORT_MS = 5_000;
/** A line tells a crossing when nobody took it back. */
const TOLD_LATE_MS = 2_000;
const LINE = 'line' as LineId;
export const LINE_CAMERA = 'camera' as SensorId;
const DIRECTIONS = ['in', 'out'] as const;

type Passages = Record<(typeof DIRECTIONS)[number], number>;

/** How a sensor errs: shares of the people that it misses, and of those that it counts twice. */
export interface Errors {
  readonly misses: number;
  readonly doubles: number;
  /** Of people out alone. */
  readonly missesOut?: number;
}

export interface DoorWeek {
  readonly seed: number;
  readonly peoplePerMin: number;
  readonly pairs: number;
  /** Counters in the order of the settings, then one line. */
  readonly counters: readonly ((day: number) => Errors)[];
  readonly line?: (day: number) => Errors;
  readonly days?: number;
}

export interface PlayedDay {
  readonly passed: Passages;
  readonly published: Passages;
  /** Each source alone, corrected by nothing. */
  readonly alone: readonly Passages[];
}

export interface PlayedWeek {
  readonly days: readonly PlayedDay[];
  readonly faults: readonly { readonly day: number; readonly sensor: SensorId }[];
  /** The sensor whose source led at each day's end. */
  readonly leaders: readonly (string | undefined)[];
}

export const counterId = (i: number) => `counter-${i}` as SensorId;

/** A door with the same people before all of its sensors, for some days; nobody passes at night. */
export function playDoorWeek(scene: DoorWeek): PlayedWeek {
  return new WeekPlayer(scene).play();
}

class WeekPlayer {
  readonly #scene: DoorWeek;
  readonly #random: Random;
  readonly #doors: DoorTracker;
  readonly #days: PlayedDay[] = [];
  readonly #faults: { day: number; sensor: SensorId }[] = [];
  readonly #leaders: (string | undefined)[] = [];
  readonly #totals: Passages[];
  #late: { tellAt: number; at: number; direction: 'in' | 'out' }[] = [];
  #inside = 0;

  constructor(scene: DoorWeek) {
    this.#scene = scene;
    this.#random = new Random(scene.seed);
    this.#totals = scene.counters.map(() => ({ in: 0, out: 0 }));
    const sensors = scene.counters.map((_, i) => counterId(i));
    const lines = scene.line === undefined ? [] : [LINE];
    const store = {
      doors: [{ id: 'door' as DoorId, sensors, lines }],
      lines: [{ id: LINE, sensors: [LINE_CAMERA] }],
      sensors: [...sensors.map(counterModel), cameraModel(LINE_CAMERA)],
    };
    this.#doors = new DoorTracker(store, (fact) => this.#hear(fact));
  }

  play(): PlayedWeek {
    for (let day = 0; day < (this.#scene.days ?? 7); day++) this.#playDay(day);
    return { days: this.#days, faults: this.#faults, leaders: this.#leaders };
  }

  get #sources(): number {
    return this.#scene.counters.length + (this.#scene.line === undefined ? 0 : 1);
  }

  #playDay(day: number): void {
    const none = () => ({ in: 0, out: 0 });
    this.#days.push({
      passed: none(),
      published: none(),
      alone: Array.from({ length: this.#sources }, none),
    });
    const from = START + day * DAY_MS + OPEN_HOUR * 3_600_000;
    const to = from + OPEN_HOURS * 3_600_000;
    for (let at = from; at < to + 60_000; at += STEP_MS) {
      if (at < to) this.#pass(day, at, to);
      this.#tell(at);
    }
    this.#doors.closed((to + 60_000) as EpochMs);
    const sources = this.#doors.view((to + 60_000) as EpochMs)[0]?.sources ?? [];
    this.#leaders.push(sources.find(({ leads }) => leads)?.sensor);
  }

  #pass(day: number, at: number, closesAt: number): void {
    const isClosing = at > closesAt - 600_000;
    const chance = (this.#scene.peoplePerMin * STEP_MS) / 60_000;
    const size = this.#random.chance(this.#scene.pairs) ? 2 : 1;
    if (isClosing ? this.#inside > 0 : this.#random.chance(chance / 2 / (1 + this.#scene.pairs))) {
      const [direction, people] = isClosing ? (['out', 1] as const) : (['in', size] as const);
      this.#move(day, at, direction, people);
    }
    const leaving = Math.min(this.#inside, size);
    if (!isClosing && this.#random.chance((chance / 2 / (1 + this.#scene.pairs)) * (leaving > 0 ? 1 : 0)))
      this.#move(day, at, 'out', leaving);
  }

  #move(day: number, at: number, direction: 'in' | 'out', people: number): void {
    const own = this.#days[day];
    if (own === undefined) return;
    own.passed[direction] += people;
    this.#inside += direction === 'in' ? people : -people;
    const errors = [...this.#scene.counters, ...(this.#scene.line === undefined ? [] : [this.#scene.line])];
    for (const [i, errorsOf] of errors.entries()) {
      let seen = 0;
      for (let person = 0; person < people; person++) seen += this.#see(errorsOf(day), direction);
      const alone = own.alone[i];
      if (alone !== undefined) alone[direction] += seen;
      this.#report(i, direction, seen, at);
    }
  }

  #report(source: number, direction: 'in' | 'out', people: number, at: number): void {
    const totals = this.#totals[source];
    if (totals !== undefined) totals[direction] += people;
    else for (let n = 0; n < people; n++) this.#late.push({ tellAt: at + TOLD_LATE_MS, at, direction });
  }

  #see({ misses, doubles, missesOut = misses }: Errors, direction: 'in' | 'out'): number {
    if (this.#random.chance(direction === 'in' ? misses : missesOut)) return 0;
    return this.#random.chance(doubles) ? 2 : 1;
  }

  #tell(ms: number): void {
    const due = this.#late.filter(({ tellAt }) => tellAt <= ms);
    if (due.length > 0) this.#late = this.#late.filter(({ tellAt }) => tellAt > ms);
    for (const each of due) {
      const at = each.at as EpochMs;
      this.#doors.lineCrossed({
        kind: 'LineCrossed',
        line: LINE,
        at,
        person: 1,
        direction: each.direction,
        x: 0,
        y: 0,
      });
    }
    if (ms % REPORT_MS !== 0) return;
    const at = ms as EpochMs;
    for (const [i, totals] of this.#totals.entries()) {
      const sensor = counterId(i);
      this.#doors.observe({
        kind: 'CounterRead',
        sensor,
        at,
        mode: 'total',
        entered: totals.in,
        left: totals.out,
      });
    }
    this.#doors.observe({ kind: 'SensorAlive', sensor: LINE_CAMERA, at });
    this.#doors.advance(at);
  }

  #hear(fact: Fact): void {
    const day = this.#days.at(-1);
    if (fact.kind === 'DoorCrossed' && day !== undefined) day.published[fact.direction] += fact.count;
    if (fact.kind === 'SensorFaulted') {
      const { sensor } = fact;
      this.#faults.push({ day: this.#days.length - 1, sensor: sensor as SensorId });
    }
  }
}

/** By how much a day is worse than the best source alone, beyond one in a hundred or two people; 0 or less: it is not. */
export function worstOff({ passed, published, alone }: PlayedDay): number {
  const off = (people: Passages, direction: 'in' | 'out') => Math.abs(people[direction] - passed[direction]);
  const worse = DIRECTIONS.map((direction) => {
    const best = Math.min(...alone.map((people) => off(people, direction)));
    return off(published, direction) - best - Math.max(2, 0.01 * passed[direction]);
  });
  return Math.max(...worse);
}
