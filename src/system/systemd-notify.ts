import { execFile } from 'node:child_process';

/** systemd answers at once. A `systemd-notify` that takes longer is ended, and the next message starts a new one. */
const TELL_MS = 10_000;

/** Settings of the service manager for this process, from its environment. */
export interface ServiceEnvironment {
  /** NOTIFY_SOCKET. Absent: no service manager listens. */
  readonly notifySocket: string | undefined;
  /** WATCHDOG_USEC. Absent: no watchdog. */
  readonly watchdogUs: number | undefined;
}

export interface ServiceManager {
  readonly watchdogMs: number | undefined;
  /** Sends lines of sd_notify(3), such as READY=1. Never throws: a silent manager must not stop the counting. */
  notify(...lines: readonly string[]): Promise<void>;
}

/**
 * Talks to systemd through its program `systemd-notify`, because Node has no datagram sockets. The program runs until
 * systemd has read the message: systemd ignores a message whose sender has ended.
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
