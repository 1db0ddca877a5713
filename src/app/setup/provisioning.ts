import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { valueAt } from '../../config/parse-yaml.ts';
import { explainIssue, problemText } from '../../config/settings-problem.ts';
import { readYaml } from '../../config/yaml-document.ts';
import { GatewayError } from '../../core/model/gateway-error.ts';
import { writeDurably } from '../../files/durable-file.ts';
import type { Answers } from './answers.ts';
import { answersSchema } from './answers.ts';
import type { DeviceRow } from './device-rows.ts';
import { assignSerial, parseDeviceRows, takeRow } from './device-rows.ts';

/** Name of the file with answers for setup, on a USB drive or the boot partition. */
export const PROVISIONING_FILE = 'lintel-setup.yaml';

const file = z.string().min(1).max(200);
const provisioningSchema = z.strictObject({
  ...answersSchema.partial().shape,
  hostname: z
    .string()
    .regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i, 'letters, digits and dashes')
    .optional(),
  caFile: file.optional(),
  claim: z.strictObject({ certFile: file, keyFile: file }).optional(),
  username: z.string().min(1).max(200).optional(),
  passwordFile: file.optional(),
  settingsKeyFile: file.optional(),
  devices: file.optional(),
  fleet: file.optional(),
});

export interface Provisioning {
  readonly answers: Partial<Answers>;
  readonly hostname?: string;
  /** User name at the broker. */
  readonly username?: string;
  /** Absolute paths of files next to the provisioning file. */
  readonly caFile?: string;
  readonly claim?: { readonly certFile: string; readonly keyFile: string };
  readonly passwordFile?: string;
  readonly settingsKeyFile?: string;
  /** Fleet folder, if the settings are made from one. */
  readonly fleet?: string;
  /** Writes the serial number of this board into its row. Call it after the setup has succeeded. */
  readonly taken?: () => void;
}

/** Returns the path of the provisioning file, or undefined. Searches mounted USB drives first, then boot partitions. */
export function findProvisioning(root = '/'): string | undefined {
  const mounts = ['run/lintel-sticks', 'media', 'run/media', 'mnt'].flatMap((name) =>
    folders(join(root, name)),
  );
  const deeper = mounts.flatMap((mount) => [mount, ...folders(mount)]);
  const places = [...deeper, join(root, 'boot/firmware'), join(root, 'boot')];
  return places.map((place) => join(place, PROVISIONING_FILE)).find((path) => existsSync(path));
}

/** Reads the provisioning file. `from` is its path or its folder. Throws SETTINGS_INVALID with all problems. */
export function readProvisioning(from: string, serial: string): Provisioning {
  const path = isFolder(from) ? join(from, PROVISIONING_FILE) : from;
  const { tenant, store, gateway, timezone, broker, hostname, ...files } = parseFile(path);
  const beside = (name: string) => resolve(dirname(path), name);
  const { row, taken } = files.devices === undefined ? {} : rowOf(beside(files.devices), serial);
  const answers = {
    tenant,
    store,
    gateway,
    timezone,
    broker,
    ...pick(row, ['store', 'gateway', 'timezone']),
  };
  const name = row?.hostname ?? hostname;
  const { claim, username } = files;
  const paths = (['caFile', 'passwordFile', 'settingsKeyFile', 'fleet'] as const).flatMap((key) => {
    const named = files[key];
    return named === undefined ? [] : [[key, beside(named)] as const];
  });
  return {
    answers: Object.fromEntries(Object.entries(answers).filter(([, value]) => value !== undefined)),
    ...(name === undefined ? {} : { hostname: name }),
    ...(username === undefined ? {} : { username }),
    ...Object.fromEntries(paths),
    ...(claim === undefined
      ? {}
      : { claim: { certFile: beside(claim.certFile), keyFile: beside(claim.keyFile) } }),
    ...(taken === undefined ? {} : { taken }),
  };
}

function parseFile(path: string): z.output<typeof provisioningSchema> {
  const raw = readFile(path);
  const parsed = provisioningSchema.safeParse(raw, { reportInput: true });
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.flatMap((issue) => explainIssue(issue, (at) => valueAt(raw, at)));
  throw invalid(path, problems.map(problemText));
}

function readFile(path: string): unknown {
  const read = readYaml(textOf(path));
  if ('problems' in read) throw invalid(path, read.problems.map(problemText));
  return read.value;
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw invalid(path, [unreadable(error, `name ${PROVISIONING_FILE}, or the folder that it is in`)]);
  }
}

function unreadable(error: unknown, mend: string): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' ? `there is no such file: ${mend}` : message;
}

function rowOf(path: string, serial: string): { row: DeviceRow; taken?: () => void } {
  const text = readText(path);
  const { rows, problems, refused } = parseDeviceRows(text);
  const own = refused.filter((row) => row.serial.toLowerCase() === serial.toLowerCase());
  if (own.length > 0) throw invalid(path, [...new Set(own.map(({ why }) => why))]);
  const found = takeRow(rows, serial);
  if (found === undefined) {
    throw invalid(path, [
      ...problems,
      `no row for this device: add one with serial ${serial}, or one with an empty serial`,
    ]);
  }
  if (!found.isNew) return { row: found.row };
  const { row } = found;
  return { row, taken: () => writeDurably(path, assignSerial(text, row), 0o644) };
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw invalid(path, [unreadable(error, `put it beside ${PROVISIONING_FILE}, which names it`)]);
  }
}

function invalid(path: string, problems: readonly string[]): GatewayError {
  return new GatewayError(
    'SETTINGS_INVALID',
    [`${path}:`, ...problems.map((text) => `  ${text}`)].join('\n'),
  );
}

function pick<T extends object, K extends keyof T>(
  from: T | undefined,
  keys: readonly K[],
): Partial<Pick<T, K>> {
  if (from === undefined) return {};
  return Object.fromEntries(
    keys.filter((key) => from[key] !== undefined).map((key) => [key, from[key]]),
  ) as Partial<Pick<T, K>>;
}

function folders(path: string): string[] {
  try {
    return readdirSync(path, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => join(path, entry.name));
  } catch {
    return [];
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
