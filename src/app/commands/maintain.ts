import { setTimeout as sleep } from 'node:timers/promises';
import { maintainDatabase, readMissing } from '../../cloud/schema/maintain.ts';
import { createLog } from '../../system/log.ts';
import type { Environment } from '../process/environment.ts';
import { EXIT } from '../process/environment.ts';

export interface MaintainOptions {
  readonly database: string;
  readonly every?: number;
  readonly dryRun?: boolean;
}

/**
 * `lintel cloud maintain`: updates the schema and partitions and deletes old data. Runs once, or regularly until
 * SIGTERM.
 */
export async function maintainCommand(options: MaintainOptions, environment: Environment): Promise<number> {
  const log = await createLog({ level: environment.logLevel, onTerminal: environment.isLogPretty });
  if (options.dryRun === true) {
    log.info({ missing: await readMissing(options.database) }, 'nothing was changed');
    return EXIT.ok;
  }
  const run = async () => log.info(await maintainDatabase(options.database, Date.now()), 'maintained');
  await run();
  const { every } = options;
  while (every !== undefined && !environment.stop.aborted) {
    await sleep(every * 1000, undefined, { signal: environment.stop }).catch(() => undefined);
    if (environment.stop.aborted) break;
    await run().catch((error: unknown) => log.error({ err: error }, 'not maintained; trying again'));
  }
  return EXIT.ok;
}
