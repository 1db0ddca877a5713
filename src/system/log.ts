import type { LoggerOptions } from 'pino';
import { pino, stdSerializers } from 'pino';
import { plainText, plainValues } from '../core/model/plain-text.ts';
import type { Log } from '../ports/log.ts';
import { LogRateLimit } from './log-rate-limit.ts';

export type LogLevel = 'error' | 'warn' | 'info' | 'debug' | 'silent';

/**
 * Writes JSON lines to stdout for journald, or readable lines to a terminal. Writing is synchronous: each line is
 * written before the call returns. There is no worker thread that could die with unwritten lines.
 */
export async function createLog(options: {
  readonly level: LogLevel;
  readonly onTerminal: boolean;
  readonly fd?: number;
}): Promise<Log> {
  const fd = options.fd ?? 1;
  const destination = pino.destination({ fd, sync: true });
  // stdout may close at any time, as when journald restarts. Lost log lines must not stop the counting.
  destination.on('error', () => undefined);
  const stream = options.onTerminal ? await prettyStream(fd) : destination;
  const redact = ['payload', 'address', '*.payload', '*.address'];
  const flood = new LogRateLimit(() => performance.now());
  const hooks: LoggerOptions['hooks'] = {
    logMethod(args, write) {
      const [details, message] = args as unknown as [object, string];
      const leftOut = flood.pass(message ?? String(details));
      if (leftOut === undefined) return;
      const plain = plainDetails(leftOut === 0 ? details : { ...details, leftOut });
      write.apply(this, [plain, message === undefined ? undefined : plainText(message)]);
    },
  };
  return pino({ level: options.level, redact, base: null, hooks }, stream) as unknown as Log;
}

/** Removes passwords from URLs, because the error of a library may quote the whole URL. */
function plainDetails(details: unknown): unknown {
  if (typeof details !== 'object' || details === null) return plainValues(details);
  const { err, ...others } = details as { readonly err?: unknown };
  const plain = plainValues(others) as object;
  if (err === undefined) return plain;
  return { ...plain, err: err instanceof Error ? plainValues(stdSerializers.err(err)) : plainValues(err) };
}

/** Imports pino-pretty only for a terminal. A gateway under systemd starts sooner without it. */
async function prettyStream(destination: number): Promise<NodeJS.WritableStream> {
  const { default: pretty } = await import('pino-pretty');
  const readable = { colorize: true, ignore: 'pid,hostname', translateTime: 'SYS:HH:MM:ss' };
  return pretty({ ...readable, sync: true, destination });
}

export const silentLog: Log = {
  error: () => undefined,
  warn: () => undefined,
  info: () => undefined,
  debug: () => undefined,
  child: () => silentLog,
};
