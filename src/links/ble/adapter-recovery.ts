import { execFile } from 'node:child_process';
import { realpathSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const COMMAND_MS = 5_000;
/** The kernel needs a moment between unbinding a dongle and binding it again. */
const BETWEEN_MS = 500;

/** Switches the controller off and on. Reports no failure, as only the return of adverts proves success. */
export async function powerCycle(adapter: string): Promise<void> {
  await power(adapter, 'off');
  await power(adapter, 'on');
}

export async function powerOn(adapter: string): Promise<void> {
  await power(adapter, 'on');
}

function power(adapter: string, state: 'on' | 'off'): Promise<void> {
  return run('btmgmt', ['--index', adapter.replace(/^hci/, ''), 'power', state]);
}

function run(command: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve) => {
    execFile(command, args, { timeout: COMMAND_MS }, () => resolve());
  });
}

/**
 * Unbinds a USB dongle from its driver and binds it again, as if it were plugged in again. Returns false when the
 * adapter is not on USB, or the process may not do this.
 */
export async function rebindUsb(adapter: string, sys = '/sys'): Promise<boolean> {
  const device = findUsbDevice(adapter, sys);
  if (device === undefined) return false;
  const driver = join(sys, 'bus', 'usb', 'drivers', 'usb');
  try {
    writeFileSync(join(driver, 'unbind'), device);
    await sleep(BETWEEN_MS);
    writeFileSync(join(driver, 'bind'), device);
    return true;
  } catch {
    // The process may not write to this file, so the caller takes its next recovery step.
    return false;
  }
}

/**
 * Returns an adapter's USB device: for example `1-1.4`, when sysfs has it at …/usb1/1-1/1-1.4/1-1.4:1.0/bluetooth/hci0.
 */
export function findUsbDevice(adapter: string, sys = '/sys'): string | undefined {
  let path: string;
  try {
    path = realpathSync(join(sys, 'class', 'bluetooth', adapter));
  } catch {
    return undefined;
  }
  const port = basename(dirname(dirname(dirname(path))));
  return /^\d{1,3}-\d{1,3}(\.\d{1,3})*$/.test(port) ? port : undefined;
}
