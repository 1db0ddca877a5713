/** Loaded into the gateway before its own code: its radio processes are `hearing-radio.mjs`, since this machine has no radio. */
import childProcess from 'node:child_process';
import { syncBuiltinESMExports } from 'node:module';

const { fork } = childProcess;
const root = process.env.LINTEL_BENCH_ROOT;
const radio = new URL('hearing-radio.mjs', import.meta.url);
childProcess.fork = (program, ...rest) =>
  String(program).endsWith('/ble-worker.js') ? fork(radio, [root], ...rest) : fork(program, ...rest);
syncBuiltinESMExports();
