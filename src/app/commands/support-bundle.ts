import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { checkSettings } from '../../config/load-settings.ts';
import { GatewayError } from '../../core/model/gateway-error.ts';
import { plainText, plainValues } from '../../core/model/plain-text.ts';
import { systemClock } from '../../system/clock.ts';
import { askControlSocket } from '../../system/control-socket.ts';
import { openMachine } from '../../system/doctor/machine.ts';
import type { Environment } from '../process/environment.ts';
import { EXIT } from '../process/environment.ts';
import { redactSettings } from '../settings/redact-settings.ts';
import { settingsSchema } from '../settings/settings-schema.ts';
import { examine } from './doctor.ts';

interface BundleOptions {
  readonly config: string;
  readonly output?: string;
}

const LOG_LINES = 5_000;

/** `lintel support-bundle`: writes one file for remote support. It contains no secrets and no data about people. */
export async function supportBundleCommand(
  { config, output }: BundleOptions,
  { terminal, modelFolders }: Environment,
): Promise<number> {
  const at = new Date(systemClock.now()).toISOString();
  const path = emptyFile(output ?? '.', `lintel-support-${at.slice(0, 16).replaceAll(/[-:]/g, '')}.tar.gz`);
  const folder = mkdtempSync(join(tmpdir(), 'lintel-support-'));
  try {
    const inside = join(folder, 'lintel-support');
    mkdirSync(inside);
    const files = await contents(config, modelFolders);
    for (const [name, text] of Object.entries(files)) writeFileSync(join(inside, name), text);
    await promisify(execFile)('tar', ['-czf', path, '-C', folder, 'lintel-support']);
    terminal.out(
      `${path}\n${Object.keys(files)
        .map((name) => `  ${name}`)
        .join('\n')}\n`,
    );
    terminal.out('No key, password, address, tag or name is in it. Read it before you send it.\n');
    return EXIT.ok;
  } catch (error) {
    rmSync(path, { force: true });
    throw unwritten(path, error);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Creates the file before the checks, which take up to a minute, so that a wrong path fails immediately. Only its owner
 * may read it.
 */
function emptyFile(wanted: string, name: string): string {
  const path = existsSync(wanted) && statSync(wanted).isDirectory() ? resolve(wanted, name) : resolve(wanted);
  try {
    writeFileSync(path, '', { mode: 0o600 });
    return path;
  } catch (error) {
    throw unwritten(path, error);
  }
}

function unwritten(path: string, error: unknown): GatewayError {
  const reason = (error as Error).message.split('\n')[0];
  return new GatewayError(
    'OUTPUT_UNWRITABLE',
    `${path} could not be written: ${reason}. Name another place with --output`,
    error,
  );
}

async function contents(config: string, modelFolders: readonly string[]): Promise<Record<string, string>> {
  const machine = openMachine();
  const units = ['-u', 'lintel', '-n', String(LOG_LINES), '-o', 'short-iso', '--no-pager'];
  const read = (path: string) => machine.text(path) ?? '';
  const log = (await machine.run('journalctl', units)) ?? 'journalctl is not here\n';
  return {
    'doctor.json': json(await examine(config, modelFolders)),
    'status.json': json(await statusOf(config)),
    'settings.yaml': await settingsOf(config),
    'log.txt': plainText(log),
    'kernel.txt': `${read('/proc/version')}\n${read('/proc/meminfo')}\n${mounts(read('/proc/mounts'))}\n`,
  };
}

/**
 * Returns path, file system and first option (`ro` or `rw`) of each mount. Other options may contain the password of a
 * network drive.
 */
function mounts(text: string): string {
  const lines = text.split('\n').map((line) => line.split(' '));
  return lines.map(([, place, type, options]) => `${place} ${type} ${options?.slice(0, 2)}`).join('\n');
}

async function statusOf(config: string): Promise<unknown> {
  try {
    const { settings } = checkSettings(config, await settingsSchema());
    if (settings === undefined) return { state: 'the settings are not usable' };
    return (
      (await askControlSocket(settings.storage.directory, { ask: 'status' })) ?? { state: 'not running' }
    );
  } catch (error) {
    return { state: (error as Error).message };
  }
}

async function settingsOf(config: string): Promise<string> {
  try {
    return redactSettings(readFileSync(config, 'utf8'), await settingsSchema());
  } catch (error) {
    return `# ${(error as Error).message}\n`;
  }
}

function json(value: unknown): string {
  return `${JSON.stringify(plainValues(value), undefined, 2)}\n`;
}
