import type { Log } from '../../src/ports/log.ts';

export const silentLog: Log = {
  child: () => silentLog,
  error: () => undefined,
  warn: () => undefined,
  info: () => undefined,
  debug: () => undefined,
};
