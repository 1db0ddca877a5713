import type { Command } from 'commander';
import type { Environment } from '../process/environment.ts';

type Add = (program: Command, environment: () => Environment, done: (exitCode: number) => void) => void;

/** `lintel fleet check …`: settings of many stores from one folder. */
export const addFleetSettings: Add = (program, environment, done) => {
  const fleet = findFleet(program);
  addCheck(fleet, environment, done);
};

/** Pages and settings share the command: the first makes it. */
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
      const { fleetCheckCommand } = await import('../commands/fleet-check.ts');
      done(await fleetCheckCommand({ folder, ...options }, environment()));
    });
};
