import { openDesiredPublisher } from '../../../cloud/fleet/desired-publisher.ts';
import type { KnownGateway } from '../../../cloud/fleet/fleet-store.ts';
import { FleetStore } from '../../../cloud/fleet/fleet-store.ts';
import { withClient } from '../../../cloud/with-client.ts';
import { countStandings, findStanding } from '../../fleet/judge-stage.ts';
import { nameGateway } from '../../fleet/plan-rollout.ts';
import { haltRollout, stageText } from '../../fleet/run-rollout.ts';
import { brokerCredentials } from '../../gateway/broker-options.ts';
import type { Environment } from '../../process/environment.ts';
import { EXIT } from '../../process/environment.ts';
import type { FleetBrokerOptions } from './apply.ts';

export interface StatusOptions {
  readonly database: string;
  readonly tenant: string;
}

/**
 * `lintel fleet status`: prints the newest roll-out, the gateways that failed and why, and settings that technicians
 * changed.
 */
export async function fleetStatusCommand(
  { database, tenant }: StatusOptions,
  { terminal }: Environment,
): Promise<number> {
  await withClient(database, async (client) => {
    const store = new FleetStore(client, tenant);
    const newest = await store.newestRollout();
    const gateways = await store.gateways();
    const known = new Map(gateways.map((each) => [nameGateway(each), each]));
    if (newest === undefined) terminal.out('no settings were sent out yet\n');
    else {
      const { revision, rollout, gitCommit, haltedAt, haltReason } = newest;
      const halted = haltedAt === null ? '' : `, halted: ${haltReason}`;
      terminal.out(`revision ${revision} (${rollout}), commit ${gitCommit ?? 'none'}${halted}\n`);
      const sent = (await store.documents(revision)).filter(({ isWithdrawn }) => !isWithdrawn);
      for (const stage of new Set(sent.map((each) => each.stage))) {
        const here = sent.filter((each) => each.stage === stage);
        const standings = here.map((each) => findStanding(known.get(nameGateway(each)), revision));
        terminal.out(`${stageText(stage, countStandings(standings))}\n`);
      }
    }
    for (const line of gateways.flatMap(listRemarks)) terminal.out(`${line}\n`);
  });
  return EXIT.ok;
}

function listRemarks({ report, ...place }: KnownGateway): string[] {
  if (report === null) return [];
  const { phase, revision, reason, refused, local, absent } = report;
  const name = nameGateway(place);
  const isBad = phase === 'rolled-back' || phase === 'refused';
  return [
    ...(isBad ? [`${name}: revision ${revision} ${phase}: ${reason}`] : []),
    ...(refused === null ? [] : [`${name}: a message was refused: ${refused}`]),
    ...local.map(({ path, by, until }) => `${name}: ${path} was changed on site by ${by}, until ${until}`),
    ...absent.map((thing) => `${name}: has no ${thing}`),
  ];
}

export interface HaltOptions extends FleetBrokerOptions {
  readonly tenant: string;
  readonly reason: string;
}

/** `lintel fleet halt`: stops the newest roll-out, so that no further gateway gets its settings. */
export async function fleetHaltCommand(options: HaltOptions, { terminal }: Environment): Promise<number> {
  await using publisher = await openDesiredPublisher(
    options.broker,
    options.tenant,
    brokerCredentials(options),
  );
  return await withClient(options.database, async (client) => {
    const store = new FleetStore(client, options.tenant);
    const newest = await store.newestRollout();
    if (newest === undefined) {
      terminal.err('there is no roll-out yet\n');
      return EXIT.failed;
    }
    const withdrawn = await haltRollout({ store, publisher }, newest.revision, options.reason);
    terminal.out(
      `revision ${newest.revision} halted; taken back from ${withdrawn} gateways that had not seen it\n`,
    );
    return EXIT.ok;
  });
}
