import type { TypeOf } from '../model/codec.ts';
import { branded, choice, count, list, number, row, text } from '../model/codec.ts';
import type { Fact, FactSink, LineCrossed } from '../model/fact.ts';
import type { EpochMs, LineId } from '../model/ids.ts';
import type { Checkpointed } from '../model/state-part.ts';
import { held } from '../model/state-part.ts';
import type { StoreModel } from '../model/store-model.ts';

/** People who cross in the same direction within this time and distance are a group. */
const TOGETHER_MS = 2_000;
const TOGETHER_M = 1.5;

const GROUP = row({
  line: text<LineId>(),
  direction: choice('in', 'out'),
  firstAt: branded<EpochMs>(),
  /** Time and position of the group's last crossing. */
  lastAt: branded<EpochMs>(),
  x: number,
  y: number,
  size: count,
});
type Group = TypeOf<typeof GROUP>;

/** Forms groups from line crossings on the floor plan. Lines in a picture have no metres, so they form no groups. */
export class GroupDetector implements Checkpointed {
  readonly #floorLines: ReadonlySet<LineId>;
  readonly #returnMs: number;
  readonly #emit: FactSink;
  #groups: Group[] = [];
  readonly state = held(
    list(GROUP),
    () => this.#groups,
    (groups) => {
      this.#groups = groups.filter(({ line }) => this.#floorLines.has(line));
    },
  );

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
    for (const { line, direction, size, firstAt } of this.#groups.filter(isOver)) {
      this.#emit({ kind: 'GroupCrossed', at: firstAt, line, direction, size });
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
      this.#groups.push({ line, direction, firstAt: at, lastAt: at, x, y, size: 1 });
      return;
    }
    group.size += 1;
    group.lastAt = Math.max(group.lastAt, at) as EpochMs;
    group.x = x;
    group.y = y;
  }
}
