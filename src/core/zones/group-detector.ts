import type { TypeOf } from '../model/codec.ts';
import { branded, choice, count, entryCodec, list, number, row, text } from '../model/codec.ts';
import type { Fact, FactSink, LineCrossed } from '../model/fact.ts';
import type { EpochMs, LineId } from '../model/ids.ts';
import type { Checkpointed } from '../model/state-part.ts';
import { composed, held, heldMap } from '../model/state-part.ts';
import type { StoreModel } from '../model/store-model.ts';

/** People who cross in the same direction within this time and distance are a group. */
const TOGETHER_MS = 2_000;
const TOGETHER_M = 1.5;
/**
 * Groups that crossed here 10 s to 70 s earlier are strangers. They show how often a stranger crosses within
 * `TOGETHER_MS` by chance.
 */
const STRANGERS_MS = { from: 10_000, to: 70_000 };
/** Largest share of groups that may have joined another by chance. A dense stream shows no groups. */
const MOST_CHANCE = 0.5;

const GROUP = row({
  line: text<LineId>(),
  direction: choice('in', 'out'),
  firstAt: branded<EpochMs>(),
  /** Time and position of the group's last crossing. */
  lastAt: branded<EpochMs>(),
  x: number,
  y: number,
  size: count,
  /** Number of groups that this one stands for. */
  groups: count,
});
type Group = TypeOf<typeof GROUP>;

/** The first crossing of a group. */
const START = row({
  line: text<LineId>(),
  direction: choice('in', 'out'),
  at: branded<EpochMs>(),
  x: number,
  y: number,
});
type Start = TypeOf<typeof START>;

/**
 * Forms groups from line crossings on the floor plan. Lines in a picture have no metres, so they form no groups. Groups
 * that cross together by chance look like one. How many do follows from the groups that crossed shortly before.
 */
export class GroupDetector implements Checkpointed {
  readonly #floorLines: ReadonlySet<LineId>;
  readonly #returnMs: number;
  readonly #emit: FactSink;
  #groups: Group[] = [];
  /** Groups of about the last minute. */
  #starts: Start[] = [];
  /** Share of a group still to be added, by line and direction. */
  readonly #owed = new Map<string, number>();
  readonly state = composed({
    groups: held(
      list(GROUP),
      () => this.#groups,
      (groups) => {
        this.#groups = groups.filter(({ line }) => this.#floorLines.has(line));
      },
    ),
    starts: held(
      list(START),
      () => this.#starts,
      (starts) => {
        this.#starts = starts;
      },
    ),
    owed: heldMap(entryCodec(text(), number), this.#owed),
  });

  constructor(model: StoreModel, emit: FactSink) {
    const lines = model.lines.filter(({ space }) => space === 'floor');
    this.#floorLines = new Set(lines.map(({ id }) => id));
    // Crossings are emitted this much later, when they can no longer become U-turns.
    this.#returnMs = Math.max(0, ...lines.map(({ thresholds }) => thresholds.lineReturnMs));
    this.#emit = emit;
  }

  handleFact(fact: Fact): void {
    if (fact.kind === 'LineCrossed' && this.#floorLines.has(fact.line)) this.#cross(fact);
  }

  advance(at: EpochMs): void {
    const isOver = (group: Group) => at - group.lastAt > TOGETHER_MS + this.#returnMs + 1_000;
    if (!this.#groups.some(isOver)) return;
    for (const { line, direction, size, groups, firstAt } of this.#groups.filter(isOver)) {
      this.#emit({ kind: 'GroupCrossed', at: firstAt, line, direction, size, groups });
    }
    this.#groups = this.#groups.filter((group) => !isOver(group));
  }

  #cross({ line, direction, at, x, y }: LineCrossed): void {
    const group = this.#groups.find(
      (candidate) =>
        candidate.line === line &&
        candidate.direction === direction &&
        Math.abs(at - candidate.lastAt) <= TOGETHER_MS &&
        Math.hypot(x - candidate.x, y - candidate.y) <= TOGETHER_M,
    );
    if (group === undefined) {
      const groups = this.#begin({ line, direction, at, x, y });
      this.#groups.push({ line, direction, firstAt: at, lastAt: at, x, y, size: 1, groups });
      return;
    }
    group.size += 1;
    group.lastAt = Math.max(group.lastAt, at) as EpochMs;
    group.x = x;
    group.y = y;
  }

  /** Returns how many groups a group stands for: itself, and now and then one that joined another by chance. */
  #begin(start: Start): number {
    const near = this.#starts.filter(
      ({ line, direction, x, y }) =>
        line === start.line &&
        direction === start.direction &&
        Math.hypot(x - start.x, y - start.y) <= TOGETHER_M,
    );
    const { from, to } = STRANGERS_MS;
    const strangers = near.filter(({ at }) => start.at - at > from && start.at - at <= to).length;
    const chance = Math.min(MOST_CHANCE, (strangers * TOGETHER_MS) / (to - from));
    this.#starts = this.#starts.filter(({ at }) => start.at - at <= to);
    this.#starts.push(start);
    const key = `${start.direction} ${start.line}`;
    const owed = (this.#owed.get(key) ?? 0) + chance / (1 - chance);
    this.#owed.set(key, owed % 1);
    return 1 + Math.floor(owed);
  }
}
