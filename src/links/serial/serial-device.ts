import { readdir, readFile, realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { GatewayError } from '../../core/model/gateway-error.ts';

/** Root folders of the kernel's `/sys` and udev's `/dev`. Tests use folders of their own. */
export interface SerialRoots {
  readonly sys: string;
  readonly dev: string;
}

/** Largest number of folders to go up. The USB interface is a few folders above its tty. */
const MAX_LEVELS_UP = 6;

/**
 * Finds the device that the settings name. Throws LINK_NOT_FOUND when there is none. Throws LINK_AMBIGUOUS when a by-id
 * name matches two adapters: udev then points the name at only the last of them.
 */
export async function findSerialDevice(path: string, roots: SerialRoots): Promise<string> {
  const device = await realpath(path).catch(async (cause: unknown) => {
    throw await absent(path, roots, cause);
  });
  if (path.includes('/by-id/')) await refuseTwins(path, device, roots);
  return device;
}

async function absent(path: string, roots: SerialRoots, cause: unknown): Promise<GatewayError> {
  const present = await readdir(join(roots.dev, 'serial', 'by-id')).catch(() => []);
  const hint =
    present.length === 0
      ? 'no serial adapter is plugged in'
      : `plugged in are ${present.map((name) => join(roots.dev, 'serial', 'by-id', name)).join(', ')}`;
  return new GatewayError('LINK_NOT_FOUND', `${path} is not there; ${hint}`, cause);
}

async function refuseTwins(path: string, device: string, roots: SerialRoots): Promise<void> {
  const identity = await usbIdentity(basename(device), roots);
  if (identity === undefined) return;
  const ttys = await readdir(join(roots.sys, 'class', 'tty')).catch(() => []);
  const others = ttys.filter((tty) => tty !== basename(device));
  const identities = await Promise.all(others.map((tty) => usbIdentity(tty, roots)));
  const twins = others.filter((_tty, index) => identities[index] === identity);
  if (twins.length === 0) return;
  const names = await Promise.all([basename(device), ...twins].map((tty) => placeOf(tty, device, roots)));
  throw new GatewayError(
    'LINK_AMBIGUOUS',
    `${path} could be any of ${names.length} adapters that look the same: ${names.sort().join(' and ')}; put the one that is meant into the settings by that name`,
  );
}

/** Vendor, product, serial number, interface and port of a USB tty, from which udev builds the by-id name. */
async function usbIdentity(tty: string, roots: SerialRoots): Promise<string | undefined> {
  let directory = await realpath(join(roots.sys, 'class', 'tty', tty, 'device')).catch(() => undefined);
  if (directory === undefined) return undefined;
  const port = await attribute(directory, 'port_number');
  let usbInterface: string | undefined;
  for (let level = 0; level < MAX_LEVELS_UP; level++) {
    usbInterface ??= await attribute(directory, 'bInterfaceNumber');
    const vendor = await attribute(directory, 'idVendor');
    if (vendor !== undefined) {
      const product = await attribute(directory, 'idProduct');
      const serial = await attribute(directory, 'serial');
      return [vendor, product, serial, usbInterface, port].join(':');
    }
    directory = dirname(directory);
  }
  return undefined;
}

async function attribute(directory: string, name: string): Promise<string | undefined> {
  const text = await readFile(join(directory, name), 'utf8').catch(() => undefined);
  return text?.trim();
}

/**
 * Returns the by-path name, which identifies the USB socket. Without udev there is none, and the plain device is
 * returned.
 */
async function placeOf(tty: string, device: string, roots: SerialRoots): Promise<string> {
  const places = join(roots.dev, 'serial', 'by-path');
  for (const name of await readdir(places).catch(() => [])) {
    const target = await realpath(join(places, name)).catch(() => '');
    if (basename(target) === tty) return join(places, name);
  }
  return join(dirname(device), tty);
}
