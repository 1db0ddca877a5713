import { readOutcomes } from '../../cloud/experiments/outcome-rows.ts';
import { withClient } from '../../cloud/with-client.ts';
import { checkSettings, problemsText } from '../../config/load-settings.ts';
import type { ExperimentResult, RefusalReason } from '../../core/experiments/analyze-experiment.ts';
import type { PooledResult } from '../experiments/pool-stores.ts';
import { poolStores } from '../experiments/pool-stores.ts';
import { PooledStore } from '../experiments/pooled-store.ts';
import type { Environment } from '../process/environment.ts';
import { EXIT } from '../process/environment.ts';
import { settingsSchema } from '../settings/settings-schema.ts';

export interface PoolOptions {
  readonly database: string;
}

const REASONS: Readonly<Record<RefusalReason, string>> = {
  'definition-changed': 'what is counted changed: its rows have several definitions',
  'coverage-missing': 'the sensors saw too little of over 20 % of its pairs of blocks',
  'coverage-imbalanced': 'the sensors saw more of one variant than of the other',
  'carry-over': 'the first 20 minutes of blocks follow the variant before: use a longer wash-out',
  'no-outcomes': 'there are no outcomes to compare',
};

/**
 * `lintel cloud experiment ID FILE…`: analyses one experiment over several stores together. It uses only rows that the
 * gateways have published.
 */
export async function poolExperimentCommand(
  id: string,
  files: readonly string[],
  { database }: PoolOptions,
  { terminal }: Environment,
): Promise<number> {
  const { stores, faults } = await readStores(id, files);
  if (faults.length > 0) {
    terminal.err(`${faults.join('\n')}\n`);
    return EXIT.badSettings;
  }
  const rows = await withClient(database, async (client) => {
    const found = [];
    for (const store of stores) found.push(await readOutcomes(client, store.question));
    return found;
  });
  terminal.out(describePooled(stores, poolStores(stores, rows)));
  return EXIT.ok;
}

/** Reads the settings of the stores. Throws with all problems of all files if there are any. */
async function readStores(id: string, files: readonly string[]) {
  const schema = await settingsSchema();
  const faults: string[] = [];
  const stores: PooledStore[] = [];
  for (const file of files) {
    const { settings, problems } = checkSettings(file, schema);
    const experiment = settings?.experiments.find((each) => each.id === id);
    const known = settings?.experiments.map((each) => each.id).join(', ') || 'none';
    if (settings === undefined) faults.push(problemsText(file, problems));
    else if (experiment === undefined) faults.push(`${file}: no experiment '${id}'; there is: ${known}`);
    else stores.push(new PooledStore(settings, experiment));
  }
  for (const { fault, settings } of stores) {
    if (fault !== undefined) faults.push(`${settings.store.id}: ${fault}`);
  }
  return { stores, faults: [...faults, ...findDifferences(stores)] };
}

/**
 * Finds stores that cannot be analysed together, because their outcome or variants differ, or because a store is listed
 * twice.
 */
function findDifferences(stores: readonly PooledStore[]): string[] {
  const name = ({ settings: { tenant, store } }: PooledStore) => `${tenant}/${store.id}`;
  const [first] = stores;
  return stores.flatMap((store, i) => [
    ...(stores.findIndex((other) => name(other) === name(store)) < i
      ? [`${name(store)}: given twice. Name each store once.`]
      : []),
    ...(['a', 'b', 'measure'] as const).flatMap((key) => {
      const [own, other] = [store.experiment[key], first?.experiment[key]];
      const place = `${name(store)}: ${key} is '${own}'`;
      return own === other ? [] : [`${place}, in the first store '${other}'. Pool stores with the same one.`];
    }),
  ]);
}

function describePooled(
  stores: readonly PooledStore[],
  { pooled, before, stores: alone }: PooledResult,
): string {
  const { a = 'a', b = 'b', measure = '' } = stores[0]?.experiment ?? {};
  const lines = alone.map(({ result, complete, pairs }, i) => {
    const name = stores[i]?.settings.store.id ?? '';
    return [`  ${name}: ${complete} of ${pairs} pairs, ${describe(result)}`, ...reasonLines(result)];
  });
  return [
    `${measure}, b '${b}' against a '${a}', ${stores.length} stores`,
    ...lines.flat(),
    before === undefined
      ? 'A/A, the weeks before: not measured'
      : `A/A, the weeks before: p = ${before.pValue.toFixed(3)}`,
    `pooled: ${describe(pooled)}`,
    ...reasonLines(pooled),
    `verdict: ${pooled.verdict}`,
    '',
  ].join('\n');
}

function describe({ uplift: { estimate, low, high }, pValue }: ExperimentResult): string {
  const percent = (share: number) => `${share > 0 ? '+' : ''}${(100 * share).toFixed(1)} %`;
  const end = Number.isFinite(high) ? percent(high) : 'any';
  return `${percent(estimate)} (95 %: ${percent(low)} to ${end}), p = ${pValue.toFixed(3)}`;
}

function reasonLines({ reasons }: ExperimentResult): string[] {
  return reasons.map((reason) => `    refused: ${REASONS[reason]}`);
}
