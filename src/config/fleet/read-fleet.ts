import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { GatewayError } from '../../core/model/gateway-error.ts';
import { valueAt } from '../parse-yaml.ts';
import { explainIssue, problemText } from '../settings-problem.ts';
import type { FleetProblem } from './fleet-problem.ts';
import { STORES_FILE } from './fleet-problem.ts';
import type { OriginTree } from './origin-tree.ts';
import { findOrigin, readOriginTree, toValue } from './origin-tree.ts';
import type { RolloutPolicy } from './rollout-policy.ts';
import { rolloutPolicy } from './rollout-policy.ts';
import type { StoreRow } from './store-rows.ts';
import { parseStoreRows } from './store-rows.ts';

const BASE_FILE = 'base.yaml';
const POLICY_FILE = 'rollout.yaml';
const MOST_BYTES = 8 * 1024 * 1024;

/** Content of the fleet's folder, from which the settings of all stores are made. */
export interface Fleet {
  readonly columns: readonly string[];
  readonly rows: readonly StoreRow[];
  readonly base: OriginTree;
  /** Parsed files of the folder `overlays`, by file name without extension. */
  readonly overlays: ReadonlyMap<string, OriginTree>;
  /** Parsed files of the folder `stores`, by store id. They take precedence over base and overlays. */
  readonly stores: ReadonlyMap<string, OriginTree>;
  readonly policy: RolloutPolicy;
  /** Problems in the files themselves. If there are any, the settings of stores may be incomplete. */
  readonly problems: readonly FleetProblem[];
}

/** Reads the whole folder. Throws SETTINGS_UNREADABLE when the base file or the table of stores is missing. */
export function readFleet(folder: string): Fleet {
  const problems: FleetProblem[] = [];
  const { columns, rows, problems: faults } = parseStoreRows(readNeeded(folder, STORES_FILE));
  problems.push(...faults);
  const base = readTree(folder, BASE_FILE, problems);
  const read = (name: string) => readTrees(folder, name, problems);
  return {
    ...{ columns, rows, base, overlays: read('overlays'), stores: read('stores') },
    ...{ policy: readPolicy(folder, problems), problems },
  };
}

function readTree(folder: string, file: string, problems: FleetProblem[]): OriginTree {
  const read = readOriginTree(file, readNeeded(folder, file));
  if ('tree' in read) return read.tree;
  problems.push(...read.problems);
  return { kind: 'map', entries: new Map(), at: { file, line: 1 } };
}

function readTrees(folder: string, inner: string, problems: FleetProblem[]): Map<string, OriginTree> {
  const path = join(folder, inner);
  const files = existsSync(path) ? readdirSync(path).filter((file) => file.endsWith('.yaml')) : [];
  return new Map(
    files
      .sort()
      .map((file) => [file.slice(0, -'.yaml'.length), readTree(folder, `${inner}/${file}`, problems)]),
  );
}

function readPolicy(folder: string, problems: FleetProblem[]): RolloutPolicy {
  const tree = existsSync(join(folder, POLICY_FILE)) ? readTree(folder, POLICY_FILE, problems) : undefined;
  const value = tree === undefined ? {} : toValue(tree);
  const parsed = rolloutPolicy.safeParse(value, { reportInput: true });
  if (parsed.success) return parsed.data;
  const found = parsed.error.issues.flatMap((issue) => explainIssue(issue, (path) => valueAt(value, path)));
  problems.push(
    ...found.map((problem) => ({
      ...(tree === undefined ? { file: POLICY_FILE, line: 1 } : findOrigin(tree, problem.path)),
      ...{ rows: [], text: problemText(problem) },
    })),
  );
  return rolloutPolicy.parse({});
}

function readNeeded(folder: string, file: string): string {
  const path = join(folder, file);
  try {
    if (statSync(path).size > MOST_BYTES) throw new Error(`it is larger than ${MOST_BYTES / 1024 / 1024} MB`);
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why =
      code === 'ENOENT' ? 'there is no such file: a fleet’s folder has base.yaml and stores.csv' : message;
    throw new GatewayError('SETTINGS_UNREADABLE', `${path} cannot be read: ${why}`, error);
  }
}
