import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fleetProblemText } from '../../../config/fleet/fleet-problem.ts';
import { renderFleet } from '../../fleet/fleet-check.ts';
import type { Environment } from '../../process/environment.ts';
import { EXIT } from '../../process/environment.ts';

export interface FleetCheckOptions {
  readonly folder: string;
  /** Folder for the finished settings file of each store, as a USB drive would carry it. */
  readonly output?: string;
}

/** `lintel fleet check`: prints all problems in the settings of all stores in the folder. */
export async function fleetCheckCommand(
  { folder, output }: FleetCheckOptions,
  { terminal }: Environment,
): Promise<number> {
  const { stores, problems, warnings } = await renderFleet(folder);
  for (const warning of warnings) terminal.err(`warning: ${warning}\n`);
  for (const problem of problems) terminal.err(`${fleetProblemText(problem)}\n`);
  if (problems.length > 0) {
    const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
    terminal.err(`${folder}: ${count}\n`);
    return EXIT.badSettings;
  }
  const canaries = stores.filter(({ row }) => row.isCanary).length;
  terminal.out(`${folder}: OK — ${stores.length} gateways, ${canaries} of them canaries\n`);
  if (output !== undefined) {
    for (const { row, text } of stores)
      writeFileSync(join(output, `${row.store}.${row.gateway}.yaml`), text, { mode: 0o640 });
  }
  return EXIT.ok;
}
