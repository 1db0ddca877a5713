import { existsSync, readFileSync } from 'node:fs';
import type { MeasuredBlock } from '../../core/experiments/analyze-experiment.ts';
import type { BlockOutcome } from '../../core/experiments/pair-differences.ts';
import type { Codec } from '../../core/model/codec.ts';
import {
  byKey,
  choice,
  converted,
  list,
  nullable,
  number,
  struct,
  text,
  tuple,
} from '../../core/model/codec.ts';
import type { Json } from '../../core/model/ids.ts';
import { writeDurably } from '../../files/durable-file.ts';
import type { Log } from '../../ports/log.ts';

const VERSION = 1;

/**
 * The outcome of one block. The first block of the experiment has number 0. Null when the store was closed or the
 * clocks changed.
 */
export type KeptBlock = readonly [number: number, block: MeasuredBlock | null];

export interface KeptExperiment {
  /** Identifies plan, measure and definition. When one of them changes, the blocks are measured again. */
  readonly plan: string;
  /** Blocks in order of time. Blocks before the start of the experiment have negative numbers. */
  readonly blocks: readonly KeptBlock[];
}

type Pair = [total: number, of: number] | null;
const PAIR = nullable(tuple(number, number));
const BLOCK: Codec<MeasuredBlock> = converted(
  struct({ outcomes: tuple(PAIR, PAIR, PAIR), coverage: number, definition: text() }),
  ({ whole, early, late, coverage, definition }: MeasuredBlock) => ({
    ...{ coverage, definition },
    outcomes: [pack(whole), pack(early), pack(late)] satisfies [Pair, Pair, Pair],
  }),
  ({ outcomes: [whole, early, late], coverage, definition }) => ({
    ...{ coverage, definition, whole: unpack(whole) },
    ...(early === null ? {} : { early: unpack(early) }),
    ...(late === null ? {} : { late: unpack(late) }),
  }),
);
const EXPERIMENT = struct({ plan: text(), blocks: list(tuple(number, nullable(BLOCK))) });
const FILE = struct({ version: choice(VERSION), experiments: byKey<string, KeptExperiment>(KEPT()) });

function KEPT(): Codec<KeptExperiment> {
  return converted(
    EXPERIMENT,
    ({ plan, blocks }: KeptExperiment) => ({
      plan,
      blocks: blocks.map(([at, block]): [number, MeasuredBlock | null] => [at, block]),
    }),
    (saved) => saved,
  );
}

function pack(outcome: BlockOutcome | null | undefined): Pair {
  return outcome == null ? null : [outcome.total, outcome.of ?? 0];
}

function unpack(pair: Pair): BlockOutcome | null {
  return pair && { total: pair[0], of: pair[1] };
}

/**
 * File with the outcomes of blocks, written after each block. If it is damaged, blocks are measured again from the
 * windows that are still stored.
 */
export class ExperimentFile {
  readonly #path: string;
  readonly #log: Log;

  constructor(path: string, log: Log) {
    this.#path = path;
    this.#log = log;
  }

  read(): Map<string, KeptExperiment> {
    if (!existsSync(this.#path)) return new Map();
    try {
      return FILE.decode(JSON.parse(readFileSync(this.#path, 'utf8')) as Json, '').experiments;
    } catch (error) {
      this.#log.warn({ err: error }, 'the outcomes of experiments cannot be read: they begin anew');
      return new Map();
    }
  }

  write(experiments: Map<string, KeptExperiment>): void {
    try {
      writeDurably(this.#path, JSON.stringify(FILE.encode({ version: VERSION, experiments })));
    } catch (error) {
      this.#log.warn({ err: error }, 'the outcomes of experiments cannot be kept');
    }
  }
}
