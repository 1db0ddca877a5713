import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GatewayError } from '../../core/model/gateway-error.ts';
import type { BleOptions } from '../../ports/links.ts';

/** Linux capability numbers. */
const CAP_NET_ADMIN = 12n;
const CAP_NET_RAW = 13n;

export interface PreflightPaths {
  readonly sys?: string;
  readonly proc?: string;
}

/**
 * Returns why the radio cannot work; undefined when no reason is found. It runs before the Bluetooth stack opens,
 * because the stack reports no failure: without the capability, its raw HCI socket opens but receives nothing.
 */
export function checkAdapter(
  { adapter, mode = 'raw' }: BleOptions,
  { sys = '/sys', proc = '/proc' }: PreflightPaths = {},
): GatewayError | undefined {
  const home = join(sys, 'class', 'bluetooth', adapter);
  if (!existsSync(home)) return absent(adapter, sys);
  const block = rfkillOf(home);
  if (block !== undefined) return block === 'hard' ? hardBlocked(adapter) : softBlocked(adapter);
  if (mode === 'dbus') return undefined;
  const needed = mode === 'raw' ? [CAP_NET_RAW] : [CAP_NET_RAW, CAP_NET_ADMIN];
  return hasCapabilities(proc, needed) ? undefined : refused(mode);
}

function absent(adapter: string, sys: string): GatewayError {
  const folder = join(sys, 'class', 'bluetooth');
  const others = existsSync(folder) ? readdirSync(folder).filter((name) => /^hci\d+$/.test(name)) : [];
  const hint =
    others.length > 0
      ? `there is ${others.join(', ')}: set the adapter of this receiver to it`
      : 'plug in a USB dongle, or remove dtoverlay=disable-bt from config.txt';
  return new GatewayError('LINK_NOT_FOUND', `no Bluetooth adapter '${adapter}': ${hint}`);
}

/**
 * An adapter's folder contains its switches as `rfkill<n>`. Each has one file for the software switch and one for the
 * hardware switch.
 */
function rfkillOf(home: string): 'hard' | 'soft' | undefined {
  const switches = readdirSync(home).filter((name) => /^rfkill\d+$/.test(name));
  const isOn = (file: 'hard' | 'soft') =>
    switches.some((name) => {
      const path = join(home, name, file);
      return existsSync(path) && readFileSync(path, 'utf8').trim() === '1';
    });
  return isOn('hard') ? 'hard' : isOn('soft') ? 'soft' : undefined;
}

function hardBlocked(adapter: string): GatewayError {
  return new GatewayError(
    'LINK_NOT_FOUND',
    `the radio of '${adapter}' is switched off by hardware: find its switch`,
  );
}

function softBlocked(adapter: string): GatewayError {
  return new GatewayError(
    'LINK_NOT_FOUND',
    `the radio of '${adapter}' is blocked by rfkill: run "rfkill unblock bluetooth"`,
  );
}

function hasCapabilities(proc: string, needed: readonly bigint[]): boolean {
  const line = /^CapEff:\s*([0-9a-f]+)/m.exec(readFileSync(join(proc, 'self', 'status'), 'utf8'))?.[1];
  const held = BigInt(`0x${line ?? '0'}`);
  return needed.every((capability) => (held & (1n << capability)) !== 0n);
}

function refused(mode: 'raw' | 'user-channel'): GatewayError {
  const names = mode === 'raw' ? 'CAP_NET_RAW' : 'CAP_NET_RAW CAP_NET_ADMIN';
  return new GatewayError(
    'LINK_NOT_FOUND',
    `raw Bluetooth needs ${names} (EPERM): set AmbientCapabilities=${names} in the unit, or mode "dbus"`,
  );
}

/**
 * Translates the system code of an error in the Bluetooth stack. The stack's own text may name a device, so it is
 * dropped.
 */
export function explainFailure(code: string | undefined, adapter: string): GatewayError {
  switch (code) {
    case 'EPERM':
    case 'EACCES':
      return refused('raw');
    case 'EBUSY':
      return new GatewayError(
        'LINK_NOT_FOUND',
        `'${adapter}' is in use by another program (EBUSY): stop bluetoothd, or choose mode "raw" or "dbus"`,
      );
    case 'ENODEV':
    case 'ENETDOWN':
      return new GatewayError(
        'LINK_LOST',
        `'${adapter}' went away (${code}): check the dongle and its power`,
      );
    case 'ERFKILL':
      return softBlocked(adapter);
    case 'MODULE_NOT_FOUND':
    case 'ERR_MODULE_NOT_FOUND':
      return new GatewayError(
        'LINK_NOT_FOUND',
        'the Bluetooth library is not installed: reinstall with optional parts',
      );
    default:
      return new GatewayError(
        'LINK_LOST',
        `the Bluetooth stack of '${adapter}' failed (${code ?? 'no code'})`,
      );
  }
}
