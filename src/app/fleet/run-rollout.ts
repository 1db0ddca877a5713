import type { KeyObject } from 'node:crypto';
import { createPublicKey } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DesiredPublisher } from '../../cloud/fleet/desired-publisher.ts';
import type { FleetDocument, FleetStore } from '../../cloud/fleet/fleet-store.ts';
import { findKeyId, signDocument } from '../../config/fleet/signed-document.ts';
import type { DesiredMessage } from '../../ports/messages/desired.ts';
import { CONTRACT_VERSION } from '../../ports/messages/fields.ts';
import type { StageCounts } from './judge-stage.ts';
import { countStandings, findStanding, judgeStage } from './judge-stage.ts';
import type { PlannedGateway, RolloutPlan } from './plan-rollout.ts';
import { EMPTY_HASH, nameGateway } from './plan-rollout.ts';

export interface RolloutContext {
  readonly store: FleetStore;
  readonly publisher: DesiredPublisher;
  readonly privateKey: KeyObject;
  readonly now: () => number;
  /** Interval between two reads of the gateways' reports, in ms. */
  readonly everyMs: number;
  /** Ends only the watching. The gateways still apply the documents that they received. */
  readonly signal: AbortSignal;
  readonly print: (text: string) => void;
}

export type RolloutEnd = 'done' | 'halted' | 'stopped';

const DAY_MS = 86_400_000;
/** Documents are dated this much earlier, because the clock of a gateway may be slow. */
const CLOCK_SLACK_MS = 60_000;

/**
 * Records the roll-out before any document is sent. Throws when another roll-out has started since the plan was made.
 */
export async function beginRollout(
  { store, privateKey }: RolloutContext,
  plan: RolloutPlan,
): Promise<number> {
  const newest = await store.newestRollout();
  if ((newest?.revision ?? 0) !== plan.base)
    throw new Error(`revision ${newest?.revision} came after this plan (base ${plan.base}): make a new plan`);
  const revision = plan.base + 1;
  const signedBy = await findKeyId(createPublicKey(privateKey));
  const { commit: gitCommit, policy } = plan;
  const isAdded = await store.addRollout({ revision, rollout: `r-${revision}`, gitCommit, signedBy, policy });
  if (!isAdded) throw new Error(`revision ${revision} was taken meanwhile: make a new plan`);
  return revision;
}

/**
 * Publishes one stage after the other, each when the previous one is done. Stops after the stage `last` if it is given.
 */
export async function runRollout(
  context: RolloutContext,
  plan: RolloutPlan,
  { revision, last }: { readonly revision: number; readonly last?: string | undefined },
): Promise<RolloutEnd> {
  const stages = plan.stages.filter((stage) => plan.gateways.some((each) => each.stage === stage));
  for (const stage of stages) {
    const gateways = plan.gateways.filter((each) => each.stage === stage);
    await publishStage(context, plan, { revision, gateways });
    const holdMs = stage === stages.at(-1) ? 0 : plan.policy.holdMinutes * 60_000;
    const end = await watchStage(context, plan, { revision, stage, holdMs });
    if (end !== 'done') return end;
    if (stage === last) break;
  }
  return 'done';
}

interface Stage {
  readonly revision: number;
  readonly stage: string;
  readonly holdMs: number;
}

/** Publishes the documents of a stage. Skips documents that were already sent before an interruption. */
async function publishStage(
  { store, publisher, privateKey, now }: RolloutContext,
  plan: RolloutPlan,
  { revision, gateways }: { readonly revision: number; readonly gateways: readonly PlannedGateway[] },
): Promise<void> {
  const sent = new Map((await store.documents(revision)).map((each) => [nameGateway(each), each]));
  for (const gateway of gateways) {
    if (sent.has(nameGateway(gateway))) continue;
    const message = toMessage(plan, gateway, { revision, nowMs: now() });
    const document = await signDocument(message, privateKey);
    const { store: place, gateway: name, stage, hash, settings } = gateway;
    await store.addDocument({ store: place, gateway: name, revision, stage, hash, settings, document });
    await publisher.publish(gateway, document);
  }
}

function toMessage(
  { tenant, commit, policy }: RolloutPlan,
  { store, gateway, stage, settings }: PlannedGateway,
  { revision, nowMs }: { readonly revision: number; readonly nowMs: number },
): DesiredMessage {
  const [issued, expires] = [nowMs - CLOCK_SLACK_MS, nowMs - CLOCK_SLACK_MS + policy.expireDays * DAY_MS];
  return {
    ...{
      v: CONTRACT_VERSION,
      to: `${tenant}/${store}/${gateway}`,
      id: `r-${revision}`,
      revision,
      commit,
      stage,
    },
    ...{ issuedAt: toTime(issued), notBefore: toTime(issued), expiresAt: toTime(expires) },
    ...{ gates: policy.gates, settings: settings as DesiredMessage['settings'] },
  };
}

function toTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

/** Watches the gateways' reports until the stage is done. When too many gateways fail, halts the roll-out. */
async function watchStage(context: RolloutContext, plan: RolloutPlan, about: Stage): Promise<RolloutEnd> {
  const { store, now, everyMs, signal, print } = context;
  const { revision, stage, holdMs } = about;
  const beganMs = now();
  let said = '';
  while (!signal.aborted) {
    const newest = await store.newestRollout();
    if (newest?.revision === revision && newest.haltedAt !== null) {
      print(`halted: ${newest.haltReason}`);
      return 'halted';
    }
    if (newest?.revision !== revision) return 'stopped';
    const counts = await countStage(store, plan, about);
    const line = stageText(stage, counts);
    if (line !== said) print(line);
    said = line;
    const result = judgeStage(stage, counts, plan.policy);
    if (result.kind === 'halt') {
      await haltRollout(context, revision, result.reason);
      print(`halted: ${result.reason}`);
      return 'halted';
    }
    if (result.kind === 'done' && now() - beganMs >= holdMs) return 'done';
    await sleep(everyMs, undefined, { signal }).catch(() => undefined);
  }
  return 'stopped';
}

async function countStage(
  store: FleetStore,
  plan: RolloutPlan,
  { revision, stage }: Stage,
): Promise<StageCounts> {
  const known = new Map((await store.gateways()).map((each) => [nameGateway(each), each]));
  const gateways = plan.gateways.filter((each) => each.stage === stage);
  return countStandings(gateways.map((each) => findStanding(known.get(nameGateway(each)), revision)));
}

export function stageText(stage: string, counts: StageCounts): string {
  const parts = Object.entries(counts).filter(([, n]) => n > 0);
  return `${stage}: ${parts.map(([what, n]) => `${n} ${what}`).join(' · ') || 'nothing yet'}`;
}

/**
 * Halts a roll-out. Gateways that have not received its document get their last good document again. A gateway that has
 * already begun its trial finishes it.
 */
export async function haltRollout(
  { store, publisher }: Pick<RolloutContext, 'store' | 'publisher'>,
  revision: number,
  reason: string,
): Promise<number> {
  await store.halt(revision, reason);
  const known = new Map((await store.gateways()).map((each) => [nameGateway(each), each]));
  const before = new Map((await store.documentsBefore(revision)).map((each) => [nameGateway(each), each]));
  const waiting = (await store.documents(revision)).filter(
    (each) => (known.get(nameGateway(each))?.report?.highest ?? 0) < revision,
  );
  for (const document of waiting) {
    await publisher.publish(document, before.get(nameGateway(document))?.document ?? '');
    await store.withdraw(document);
  }
  return waiting.length;
}

/** Plans the roll-back of a revision: all its gateways get their earlier settings, in a single stage. */
export async function planRevert(
  { store }: Pick<RolloutContext, 'store'>,
  {
    tenant,
    revision,
    policy,
  }: { readonly tenant: string; readonly revision: number; readonly policy: RolloutPlan['policy'] },
): Promise<RolloutPlan> {
  const before = new Map((await store.documentsBefore(revision)).map((each) => [nameGateway(each), each]));
  const known = new Map((await store.gateways()).map((each) => [nameGateway(each), each]));
  // A document may have been withdrawn after its gateway received it. It must be rolled back too.
  const sent = (await store.documents(revision)).filter(
    (each) => !each.isWithdrawn || (known.get(nameGateway(each))?.report?.highest ?? 0) >= revision,
  );
  const gateways = sent.map((document) => toReverted(document, before.get(nameGateway(document))));
  return { tenant, commit: null, base: revision, policy, stages: ['all'], gateways };
}

function toReverted({ store, gateway }: FleetDocument, before: FleetDocument | undefined): PlannedGateway {
  const settings = before?.settings ?? {};
  return { store, gateway, stage: 'all', hash: before?.hash ?? EMPTY_HASH, settings, changes: [] };
}
