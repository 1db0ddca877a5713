import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { openDesiredPublisher } from '../../../cloud/fleet/desired-publisher.ts';
import { FleetStore } from '../../../cloud/fleet/fleet-store.ts';
import { withClient } from '../../../cloud/with-client.ts';
import { rolloutPolicy } from '../../../config/fleet/rollout-policy.ts';
import { GatewayError } from '../../../core/model/gateway-error.ts';
import { readFolderState } from '../../fleet/git-commit.ts';
import type { RolloutPlan } from '../../fleet/plan-rollout.ts';
import type { RolloutContext, RolloutEnd } from '../../fleet/run-rollout.ts';
import { beginRollout, haltRollout, planRevert, runRollout } from '../../fleet/run-rollout.ts';
import type { BrokerOptions } from '../../gateway/broker-options.ts';
import { brokerCredentials } from '../../gateway/broker-options.ts';
import type { Environment } from '../../process/environment.ts';
import { EXIT } from '../../process/environment.ts';

export interface FleetBrokerOptions extends BrokerOptions {
  readonly broker: string;
  readonly database: string;
}

export interface ApplyOptions extends FleetBrokerOptions {
  readonly plan: string;
  readonly sign: string;
  readonly folder: string;
  readonly until?: string;
  readonly every: number;
  /** True: continues the newest roll-out, which was interrupted. */
  readonly resume?: boolean;
}

/**
 * `lintel fleet apply`: signs the settings in a plan and publishes them stage by stage. It begins a stage only after it
 * has watched the one before.
 */
export async function fleetApplyCommand(options: ApplyOptions, environment: Environment): Promise<number> {
  const plan = JSON.parse(readFileSync(options.plan, 'utf8')) as RolloutPlan;
  const { commit, changed } = await readFolderState(options.folder);
  if (changed.length > 0)
    throw invalid(`${options.folder} has changes that are not committed: ${changed.join(', ')}`);
  if (commit !== plan.commit)
    throw invalid(`${options.plan} was made from ${plan.commit}, the folder is at ${commit}`);
  if (plan.gateways.length === 0) {
    environment.terminal.out(
      'nothing to apply: every gateway has these settings, or they are on their way\n',
    );
    return EXIT.ok;
  }
  return await withRollout(options, plan.tenant, environment, async (context) => {
    const revision = options.resume === true ? plan.base + 1 : await beginRollout(context, plan);
    return await runRollout(context, plan, { revision, last: options.until });
  });
}

export interface RevertOptions extends FleetBrokerOptions {
  readonly tenant: string;
  readonly sign: string;
  readonly every: number;
}

/** `lintel fleet revert`: gives the gateways of the newest roll-out their earlier settings again, as a new revision. */
export async function fleetRevertCommand(options: RevertOptions, environment: Environment): Promise<number> {
  const { tenant } = options;
  return await withRollout(options, tenant, environment, async (context) => {
    const newest = await context.store.newestRollout();
    if (newest === undefined) throw invalid('there is no roll-out yet');
    if (newest.haltedAt === null) await haltRollout(context, newest.revision, 'reverted');
    const policy = rolloutPolicy.parse(newest.policy);
    const plan = await planRevert(context, { tenant, revision: newest.revision, policy });
    context.print(`${plan.gateways.length} gateways go back`);
    const revision = await beginRollout(context, plan);
    return await runRollout(context, plan, { revision });
  });
}

async function withRollout(
  options: FleetBrokerOptions & { readonly sign: string; readonly every: number },
  tenant: string,
  { terminal, stop: signal }: Environment,
  work: (context: RolloutContext) => Promise<RolloutEnd>,
): Promise<number> {
  const privateKey = createPrivateKey(readFileSync(options.sign));
  await using publisher = await openDesiredPublisher(options.broker, tenant, brokerCredentials(options));
  const print = (text: string) => terminal.out(`${text}\n`);
  const everyMs = options.every * 1_000;
  return await withClient(options.database, async (client) => {
    const store = new FleetStore(client, tenant);
    const end = await work({ store, publisher, privateKey, now: Date.now, everyMs, signal, print });
    print(END_TEXT[end]);
    return end === 'done' ? EXIT.ok : EXIT.failed;
  });
}

const END_TEXT: Readonly<Record<RolloutEnd, string>> = {
  done: 'done',
  halted: 'nothing further goes out; what failed is in `lintel fleet status`',
  stopped: 'no longer watched; the same command with --resume continues',
};

function invalid(text: string): GatewayError {
  return new GatewayError('SETTINGS_INVALID', text);
}
