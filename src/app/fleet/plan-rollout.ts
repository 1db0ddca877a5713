import { createHash } from 'node:crypto';
import type { FleetDocument, KnownGateway, KnownReport } from '../../cloud/fleet/fleet-store.ts';
import type { RenderedStore } from '../../config/fleet/render-store.ts';
import type { RolloutPolicy } from '../../config/fleet/rollout-policy.ts';
import { listLeaves } from '../../config/fleet/settings-leaf.ts';
import type { Json } from '../../core/model/ids.ts';

/** One gateway that gets different settings. */
export interface PlannedGateway {
  readonly store: string;
  readonly gateway: string;
  readonly stage: string;
  readonly hash: string;
  readonly settings: Json;
  /** Changes as text, such as `thresholds.bounceSeconds: 120 → 60`. */
  readonly changes: readonly string[];
}

/** What `lintel fleet apply` will do, and the state that it is based on. */
export interface RolloutPlan {
  readonly tenant: string;
  /** Commit of the folder, if it is in a repository. */
  readonly commit: string | null;
  /** Revision of the newest roll-out when the plan was made; 0 before the first. */
  readonly base: number;
  readonly policy: RolloutPolicy;
  readonly stages: readonly string[];
  readonly gateways: readonly PlannedGateway[];
}

type SentDocument = Pick<FleetDocument, 'hash' | 'settings' | 'revision'>;

interface Planned {
  readonly stores: readonly RenderedStore[];
  /** The newest document for each gateway, by store/gateway. */
  readonly sent: ReadonlyMap<string, SentDocument>;
  readonly known: ReadonlyMap<string, KnownGateway>;
}

/** Finds the gateways whose settings differ from what they have, and from what was already sent, and assigns stages. */
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

/** Hash of what a gateway has or is about to have: the document that it has not answered yet, else what it reports. */
function findSettings(report: KnownReport | null, sent: SentDocument | undefined): string {
  const isNew = sent !== undefined && sent.revision > (report?.highest ?? 0);
  const isTried =
    report !== null && sent?.revision === report.revision && UNDECIDED.includes(report.phase ?? '');
  return isNew || isTried ? sent.hash : (report?.keptHash ?? EMPTY_HASH);
}

const UNDECIDED: readonly string[] = ['waiting', 'trial'];
export const EMPTY_HASH: string = hashSettings({});

/** Computes the same digits as in the gateway's report. */
export function hashSettings(settings: Json): string {
  return createHash('sha256').update(JSON.stringify(settings)).digest('hex').slice(0, 16);
}

/**
 * Assigns stages: canaries first, then shares of all stores. The order is by a digest of the name, which mixes towns
 * and kinds. A store's gateways share a stage. If no canary changes, the first store in that order becomes one.
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
