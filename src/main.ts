#!/usr/bin/env node
// The process edge: arguments, environment, signals and exit codes. Nothing else reads process.env or exits.
import { tooOld } from './start-guard.ts';

const refusal = tooOld(process.versions, process.arch);
if (refusal !== undefined) {
  process.stderr.write(`${refusal}\n`);
  process.exit(1);
}

const { runCli } = await import('./app/cli.ts');
const stop = new AbortController();
let signals = 0;
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    signals += 1;
    stop.abort();
    // Whoever asks three times does not want to wait for the last window.
    if (signals >= 3) process.exit(1);
  });
}

const watchdogUs = process.env['WATCHDOG_USEC'];
const modelPath = process.env['LINTEL_MODEL_PATH'];
process.exitCode = await runCli(process.argv, {
  terminal: {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    isInteractive: process.stderr.isTTY === true,
    columns: process.stderr.columns ?? 80,
  },
  input: process.stdin,
  modelFolders: modelPath === undefined ? [] : modelPath.split(':'),
  stateDirectory: process.env['STATE_DIRECTORY'],
  runtimeDirectory: process.env['RUNTIME_DIRECTORY'],
  service: {
    notifySocket: process.env['NOTIFY_SOCKET'],
    watchdogUs: watchdogUs === undefined ? undefined : Number(watchdogUs),
  },
  isLogPretty: process.stdout.isTTY === true,
  stop: stop.signal,
});
// Native handles (a detector, a port that will not close) must not keep a stopped gateway alive.
process.exit();
