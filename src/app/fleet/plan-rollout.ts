import { createHash } from 'node:crypto';
import type { FleetDocument, KnownGateway, KnownReport } from '../../cloud/fleet/fleet-store.ts';
import type { RenderedStore } from '../../config/fleet/render-store.ts';
import type { RolloutPolicy } from '../../config/fleet/rollout-policy.ts';
import { listLeaves } from '../../config/fleet/settings-leaf.ts';
import type { Json } from '../../core/model/ids.ts';

/** A gateway whose settings the roll-out changes. */
export interface PlannedGateway {
  readonly store: string;
  readonly gateway: string;
  readonly stage: string;
  readonly hash: string;
  readonly settings: Json;
  /** The changes as text, such as `thresholds.bounceSeconds: 120 → 60`. */
  readonly changes: readonly string[];
}

/** What `lintel fleet apply` will do, and on what state the plan is based. */
export interface RolloutPlan {
  readonly tenant: string;
  /** Git commit of the folder. Null when it is not in a repository. */
  readonly commit: string | null;
  /** Revision of the newest roll-out when this plan was made. 0 when there was none. */
  readonly base: number;
  readonly policy: RolloutPolicy;
  readonly stages: readonly string[];
  readonly gateways: readonly PlannedGateway[];
}

type SentDocument = Pick<FleetDocument, 'hash' | 'settings' | 'revision'>;

interface Planned {
  readonly stores: readonly RenderedStore[];
  /** The newest document for each gateway, by its name (store/gateway). */
  readonly sent: ReadonlyMap<string, SentDocument>;
  readonly known: ReadonlyMap<string, KnownGateway>;
}

/** Finds gateways whose new settings differ from those that they have or will soon have. Assigns a stage to each. */
export function planGateways({ stores, sent, known }: Planned, policy: RolloutPolicy): PlannedGateway[] {
  const changed = stores.flatMap((store) => {
    const name = nameRow(store);
    const hash = hashSettings(store.remote);
    const before = sent.get(name);
    const has = findSettings(known.get(name)?.report ?? null, before);
    if (has === hash) return [];
    return [{ store, hash, changes: listChanges(before?.settings ?? {}, store.remote) }];
  });
  const stages = assignStages(
    changed.map(({ store }) => store),
    policy.stages,
  );
  return changed.map(({ store: { row, remote }, hash, changes }, i) => ({
    ...{ store: row.store, gateway: row.gateway, hash, changes, settings: remote, stage: stages[i] ?? 'all' },
  }));
}

export function nameRow({ row }: Pick<RenderedStore, 'row'>): string {
  return nameGateway(row);
}

export function nameGateway({
  store,
  gateway,
}: {
  readonly store: string;
  readonly gateway: string;
}): string {
  return `${store}/${gateway}`;
}

/**
 * Returns the hash of the settings that a gateway has or will soon have. Until the gateway has decided on a sent
 * document, that is the document's hash. Afterwards it is the hash in the gateway's report.
 */
function findSettings(report: KnownReport | null, sent: SentDocument | undefined): string {
  const isNew = sent !== undefined && sent.revision > (report?.highest ?? 0);
  const isTried =
    report !== null && sent?.revision === report.revision && UNDECIDED.includes(report.phase ?? '');
  return isNew || isTried ? sent.hash : (report?.keptHash ?? EMPTY_HASH);
}

const UNDECIDED: readonly string[] = ['waiting', 'trial'];
export const EMPTY_HASH: string = hashSettings({});

/** Returns the hash of settings, computed in the same way as in the report of a gateway. */
export function hashSettings(settings: Json): string {
  return createHash('sha256').update(JSON.stringify(settings)).digest('hex').slice(0, 16);
}

/**
 * Assigns stages: first the canary stores, then growing shares of the stores that this roll-out changes. Stores are
 * ordered by a hash of their name, which mixes towns and kinds of store. All gateways of a store get the same stage. If
 * the roll-out changes no store marked as a canary, the first store in that order is the canary.
 */
function assignStages(stores: readonly RenderedStore[], stages: readonly string[]): string[] {
  const names = [...new Set(stores.map(({ row }) => row.store))].sort((a, b) => (mix(a) < mix(b) ? -1 : 1));
  const marked = new Set(stores.filter(({ row }) => row.isCanary).map(({ row }) => row.store));
  const canaries = marked.size > 0 || !stages.includes('canary') ? marked : new Set(names.slice(0, 1));
  const others = names.filter((name) => !stages.includes('canary') || !canaries.has(name));
  const later = stages.filter((stage) => stage !== 'canary');
  const stageAt = (place: number) =>
    later.find((stage) => stage === 'all' || place < Math.ceil((parseFloat(stage) / 100) * names.length)) ??
    'all';
  const places = new Map(others.map((name, i) => [name, stageAt(i)]));
  return stores.map(({ row }) => places.get(row.store) ?? 'canary');
}

function mix(name: string): string {
  return createHash('sha256').update(name).digest('hex');
}

function listChanges(before: Json, after: Json): string[] {
  const read = (tree: Json) =>
    new Map(listLeaves(tree).map(({ path, value }) => [path.join('.'), JSON.stringify(value)]));
  const [old, next] = [read(before), read(after)];
  return [...new Set([...old.keys(), ...next.keys()])]
    .filter((path) => old.get(path) !== next.get(path))
    .map((path) => `${path}: ${old.get(path) ?? 'not set'} → ${next.get(path) ?? 'not set'}`);
}
