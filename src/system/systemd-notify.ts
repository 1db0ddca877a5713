import { execFile } from 'node:child_process';

/** systemd answers at once; a child that does not is ended, and the next message is a new one. */
const TELL_MS = 10_000;

/** The service manager's settings for this process, from its environment. */
export interface ServiceEnvironment {
  /** NOTIFY_SOCKET. Absent: no service manager listens. */
  readonly notifySocket: string | undefined;
  /** WATCHDOG_USEC. Absent: no watchdog. */
  readonly watchdogUs: number | undefined;
}

export interface ServiceManager {
  readonly watchdogMs: number | undefined;
  /**
   * Lines of sd_notify(3), such as READY=1. Never throws: a manager that does not listen must not stop the counting.
   */
  notify(...lines: readonly string[]): Promise<void>;
}

/**
 * Talks to systemd by its own `systemd-notify`: Node has no datagram sockets. The message is waited for, because one
 * whose sender has gone before systemd looks is not taken; nothing else waits meanwhile.
 */
export function createServiceManager({ notifySocket, watchdogUs }: ServiceEnvironment): ServiceManager {
  if (notifySocket === undefined) return { watchdogMs: undefined, notify: async () => undefined };
  const env = { NOTIFY_SOCKET: notifySocket, PATH: '/usr/bin:/bin' };
  return {
    watchdogMs: watchdogUs === undefined ? undefined : watchdogUs / 1000,
    notify: (...lines) =>
      new Promise((resolve) => {
        execFile('systemd-notify', lines, { env, timeout: TELL_MS }, () => resolve());
      }),
  };
}
