/** Logs 100,000 errors with a secret in them, on a stdout that may be gone, and then says on stderr that it lives. */
import { createLog } from '../../../src/system/log.ts';

const log = await createLog({ level: 'info', onTerminal: false });
for (let index = 0; index < 100_000; index += 1) {
  log.error({ password: 'hunter2', index }, 'the same thing went wrong again');
}
process.stderr.write('alive\n');
