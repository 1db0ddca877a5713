#!/usr/bin/env node
// The edge of the main process: arguments, environment, signals and exit codes. The files below `src` that start as
// processes of their own have an edge each.
import module from 'node:module';
import { join } from 'node:path';
import { IS_BUILT } from './files/program-files.ts';
import { tooOld } from './start-guard.ts';

/** Folder of compiled code: with it a gateway starts faster, and counts again sooner after a power cut. */
const CODE_CACHE =
  process.env['CACHE_DIRECTORY'] ??
  // From sources, a cache in node_modules. An installed program writes only to the folder that systemd names.
  (IS_BUILT ? undefined : join(import.meta.dirname, '..', 'node_modules', '.cache', 'lintel'));
/** Writes the compiled code this long after the start: a gateway that loses its power never exits cleanly. */
const KEEP_CODE_AFTER_MS = 20_000;

const refusal = tooOld(process.versions, process.arch);
if (refusal !== undefined) {
  process.stderr.write(`${refusal}\n`);
  process.exit(1);
}

// Deprecations in a library are for its maintainers, not for store staff. When Lintel runs from sources, Node itself
// hides the deprecations of packages.
process.noDeprecation = IS_BUILT;

if (CODE_CACHE !== undefined) {
  module.enableCompileCache(CODE_CACHE);
  setTimeout(module.flushCompileCache, KEEP_CODE_AFTER_MS).unref();
}

const { runCli } = await import('./app/cli/cli.ts');
const stop = new AbortController();
let signals = 0;
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    signals += 1;
    stop.abort();
    // After three signals, do not wait for the last window.
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
