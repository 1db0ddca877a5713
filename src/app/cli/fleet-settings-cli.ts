import type { Command } from 'commander';
import type { Environment } from '../process/environment.ts';
import { parsePositive } from './cli-values.ts';

type Add = (program: Command, environment: () => Environment, done: (exitCode: number) => void) => void;

/** Adds the commands under `lintel fleet` that check and roll out the settings of many stores. */
export const addFleetSettings: Add = (program, environment, done) => {
  const fleet = findFleet(program);
  for (const add of [addCheck, addPlan, addApply, addStatus, addHalt, addRevert])
    add(fleet, environment, done);
};

/** Returns the command `fleet`, and creates it at the first call. Pages and settings both add their commands to it. */
export function findFleet(program: Command): Command {
  const known = program.commands.find((command) => command.name() === 'fleet');
  return known ?? program.command('fleet').description('set up and watch many stores');
}

const addCheck: Add = (fleet, environment, done) => {
  fleet
    .command('check')
    .description('check the folder that all stores are set up from, and list every problem')
    .argument('[folder]', 'base.yaml, stores.csv, overlays and rollout.yaml', '.')
    .option('-o, --output <folder>', 'write each store’s settings file into it')
    .addHelpText('after', '\nExit status 0 when all stores are good, 78 when one is not.')
    .action(async (folder: string, options: { output?: string }) => {
      const { fleetCheckCommand } = await import('../commands/fleet/check.ts');
      done(await fleetCheckCommand({ folder, ...options }, environment()));
    });
};

const addPlan: Add = (fleet, environment, done) => {
  fleet
    .command('plan')
    .description('show which gateways would get which other settings, in which stage')
    .argument('[folder]', 'the folder that all stores are set up from', '.')
    .requiredOption(...DATABASE)
    .option('-o, --output <file>', 'write the plan for lintel fleet apply')
    .action(async (folder: string, options: { database: string; output?: string }) => {
      const { fleetPlanCommand } = await import('../commands/fleet/plan.ts');
      done(await fleetPlanCommand({ folder, ...options }, environment()));
    });
};

const addApply: Add = (fleet, environment, done) => {
  withBroker(fleet.command('apply'))
    .description('sign a plan and send it out, stage by stage, as long as the stages are good')
    .argument('[folder]', 'the folder that the plan was made from, as it was then', '.')
    .requiredOption('--plan <file>', 'from lintel fleet plan --output')
    .requiredOption(...SIGN)
    .option('--until <stage>', 'stop after this stage: canary, 10 %, …')
    .option('--resume', 'continue the newest roll-out after a stop')
    .option(...EVERY)
    .addHelpText(
      'after',
      '\nA stage ends when its gateways kept the settings; failures halt the roll-out. Exit status 1 when it did not end.',
    )
    .action(async (folder: string, options) => {
      const { fleetApplyCommand } = await import('../commands/fleet/apply.ts');
      done(await fleetApplyCommand({ folder, ...options }, environment()));
    });
};

const addStatus: Add = (fleet, environment, done) => {
  fleet
    .command('status')
    .description('show the newest roll-out, what failed and why, and what was changed on site')
    .requiredOption(...DATABASE)
    .requiredOption(...TENANT)
    .action(async (options: { database: string; tenant: string }) => {
      const { fleetStatusCommand } = await import('../commands/fleet/status.ts');
      done(await fleetStatusCommand(options, environment()));
    });
};

const addHalt: Add = (fleet, environment, done) => {
  withBroker(fleet.command('halt'))
    .description(
      'send nothing more of the newest roll-out, and take it back from gateways that have not seen it',
    )
    .requiredOption(...TENANT)
    .requiredOption('--reason <text>', 'why, for the record')
    .action(async (options) => {
      const { fleetHaltCommand } = await import('../commands/fleet/status.ts');
      done(await fleetHaltCommand(options, environment()));
    });
};

const addRevert: Add = (fleet, environment, done) => {
  withBroker(fleet.command('revert'))
    .description('halt the newest roll-out and send what its gateways had before, as a newer revision')
    .requiredOption(...TENANT)
    .requiredOption(...SIGN)
    .option(...EVERY)
    .action(async (options) => {
      const { fleetRevertCommand } = await import('../commands/fleet/apply.ts');
      done(await fleetRevertCommand(options, environment()));
    });
};

const DATABASE = ['--database <url>', 'postgres://lintel_fleet@HOST/DATABASE'] as const;
const TENANT = ['--tenant <name>', 'whose stores'] as const;
const SIGN = [
  '--sign <file>',
  'Ed25519 private key (PEM); gateways have its public key as mqtt.settingsKeyFile',
] as const;
const EVERY = ['--every <seconds>', 'how often to look at the reports', parsePositive, 10] as const;

function withBroker(command: Command): Command {
  return command
    .requiredOption('--broker <url>', 'mqtts://HOST:PORT')
    .requiredOption(...DATABASE)
    .option('--ca <file>', 'PEM file that signs the broker')
    .option('--cert <file>', 'client certificate')
    .option('--key <file>', 'its key')
    .option('--username <name>', 'instead of a certificate')
    .option('--password-file <file>', 'a file that holds only the password');
}
