import { execFile } from 'node:child_process';

/**
 * Longest time that `systemd-notify` may run. Normally it ends within milliseconds. When it takes longer it is killed,
 * and the next message starts it again.
 */
const TELL_MS = 10_000;

/** What systemd tells this process in environment variables. */
export interface ServiceEnvironment {
  /** Value of NOTIFY_SOCKET. Undefined when no service manager expects messages. */
  readonly notifySocket: string | undefined;
  /** Value of WATCHDOG_USEC, in microseconds. Undefined when the service has no watchdog. */
  readonly watchdogUs: number | undefined;
}

export interface ServiceManager {
  readonly watchdogMs: number | undefined;
  /**
   * Sends lines of sd_notify(3), such as READY=1. Never throws: if systemd does not answer, the gateway must still
   * count.
   */
  notify(...lines: readonly string[]): Promise<void>;
}

/**
 * Sends messages to systemd with its program `systemd-notify`, because Node has no datagram sockets for it. The program
 * waits until systemd has read the message: systemd ignores a message whose sender has already exited.
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
