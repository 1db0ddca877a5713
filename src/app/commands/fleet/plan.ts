import { writeFileSync } from 'node:fs';
import { FleetStore } from '../../../cloud/fleet/fleet-store.ts';
import { withClient } from '../../../cloud/with-client.ts';
import { fleetProblemText } from '../../../config/fleet/fleet-problem.ts';
import { renderFleet } from '../../fleet/fleet-check.ts';
import { readFolderState } from '../../fleet/git-commit.ts';
import type { RolloutPlan } from '../../fleet/plan-rollout.ts';
import { nameGateway, planGateways } from '../../fleet/plan-rollout.ts';
import type { Environment } from '../../process/environment.ts';
import { EXIT } from '../../process/environment.ts';

export interface PlanOptions {
  readonly folder: string;
  readonly database: string;
  readonly output?: string;
}

/** `lintel fleet plan`: prints which gateways would get which new settings. Writes only the plan file. */
export async function fleetPlanCommand(options: PlanOptions, { terminal }: Environment): Promise<number> {
  const { folder, database, output } = options;
  const { fleet, stores, problems, warnings } = await renderFleet(folder);
  for (const warning of warnings) terminal.err(`warning: ${warning}\n`);
  for (const problem of problems) terminal.err(`${fleetProblemText(problem)}\n`);
  const tenants = [...new Set(stores.map(({ tenant }) => tenant))];
  if (tenants.length > 1) terminal.err(`one folder is one tenant, and this has ${tenants.join(', ')}\n`);
  const [tenant] = tenants;
  if (problems.length > 0 || tenants.length !== 1 || tenant === undefined) return EXIT.badSettings;
  const { commit, changed } = await readFolderState(folder);
  if (changed.length > 0) terminal.err(`not committed yet, so it cannot be applied: ${changed.join(', ')}\n`);
  await withClient(database, async (client) => {
    const store = new FleetStore(client, tenant);
    const base = (await store.newestRollout())?.revision ?? 0;
    const known = new Map((await store.gateways()).map((each) => [nameGateway(each), each]));
    const sent = new Map((await store.documentsBefore(base + 1)).map((each) => [nameGateway(each), each]));
    const gateways = planGateways({ stores, sent, known }, fleet.policy);
    const plan: RolloutPlan = {
      tenant,
      commit,
      base,
      policy: fleet.policy,
      stages: fleet.policy.stages,
      gateways,
    };
    terminal.out(
      planText(plan, stores.length, [...known.values()].flatMap(({ report }) => report?.local ?? []).length),
    );
    if (output !== undefined) writeFileSync(output, JSON.stringify(plan, null, 1));
  });
  return EXIT.ok;
}

/**
 * Formats a plan. `all`: number of gateways in the folder. `local`: number of settings that technicians changed in
 * their stores.
 */
export function planText(
  { gateways, stages }: Pick<RolloutPlan, 'gateways' | 'stages'>,
  all: number,
  local: number,
): string {
  // Combines gateways with the same changes, so that even a long list names every gateway.
  const alike = Map.groupBy(gateways, ({ changes }) => changes.join('\n'));
  const shown = [...alike.values()].flatMap((group) => [
    group.map((each) => `${nameGateway(each)} (${each.stage})`).join(', '),
    ...(group[0]?.changes ?? []).map((change) => `  ${change}`),
  ]);
  const counts = stages.map((stage) => `${stage} ${gateways.filter((each) => each.stage === stage).length}`);
  return [
    ...shown,
    `${all} gateways: ${all - gateways.length} unchanged · ${gateways.length} change · ${local} settings changed on site`,
    `stages: ${counts.join(' · ')}`,
    '',
  ].join('\n');
}
