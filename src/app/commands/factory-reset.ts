import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { checkSettings, problemsText } from '../../config/load-settings.ts';
import type { Settings } from '../../config/schema.ts';
import { askControlSocket } from '../../system/control-socket.ts';
import { identitySlots } from '../identity/enrolled-uplink.ts';
import type { Environment } from '../process/environment.ts';
import { EXIT } from '../process/environment.ts';
import { settingsSchema } from '../settings/settings-schema.ts';

interface FactoryResetOptions {
  readonly config: string;
  readonly confirm?: string;
}

const CHUNK = new Uint8Array(64 * 1024);

/**
 * `lintel factory-reset`: overwrites and removes data, keys and settings. Then prints what a person must do elsewhere,
 * such as revoke the certificate.
 */
export async function factoryResetCommand(
  { config, confirm }: FactoryResetOptions,
  { terminal, stateDirectory }: Environment,
): Promise<number> {
  const { settings, problems } = checkSettings(config, await settingsSchema());
  if (settings === undefined) {
    terminal.err(`${problemsText(config, problems)}\n`);
    return EXIT.badSettings;
  }
  if ((await askControlSocket(settings.storage.directory, { ask: 'status' })) !== undefined) {
    terminal.err('the gateway is running: stop it first (systemctl stop lintel)\n');
    return EXIT.failed;
  }
  const files = filesOf(settings, config, stateDirectory);
  if (confirm !== settings.gateway) {
    terminal.err(
      `This removes ${files.length} files for good: all counts, keys and settings of '${settings.gateway}'.\n` +
        `To do it: lintel factory-reset -c ${config} --confirm ${settings.gateway}\n`,
    );
    return EXIT.usage;
  }
  const revoke = certificateOf(settings);
  for (const file of files) overwrite(file);
  removeEmptyFolders(settings.storage.directory);
  const left = files.filter((file) => existsSync(file));
  for (const file of left) terminal.err(`still there: ${file}\n`);
  terminal.out(receipt(settings, files.length - left.length, revoke));
  return left.length === 0 ? EXIT.ok : EXIT.failed;
}

/** Lists all files that the gateway may have written: data, secrets, and all copies of the settings. */
function filesOf(settings: Settings, config: string, stateDirectory: string | undefined): string[] {
  const { storage, mqtt, privacy } = settings;
  const beside = [dirname(config), ...(stateDirectory === undefined ? [] : [stateDirectory])];
  const copies = beside.flatMap((folder) =>
    existsSync(folder)
      ? readdirSync(folder)
          .filter(
            (name) => name.startsWith(`.${basename(config)}.`) || name.startsWith(`${basename(config)}.`),
          )
          .map((name) => join(folder, name))
      : [],
  );
  const { claimCertFile, claimKeyFile } = mqtt?.enrollment ?? {};
  const optOutKey = privacy.extendedPseudonyms?.optOut.keyFile;
  const named = [mqtt?.certFile, mqtt?.keyFile, mqtt?.passwordFile, claimCertFile, claimKeyFile, optOutKey];
  const secrets = named.filter((file) => file !== undefined);
  const all = [...listFiles(storage.directory), ...copies, ...secrets, config];
  return [...new Set(all)].filter((file) => existsSync(file));
}

function listFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => !lstatSync(path).isDirectory());
}

/**
 * Overwrites a file with zeros and removes it. Flash memory may keep old copies of its blocks, and the receipt says so.
 */
function overwrite(path: string): void {
  if (lstatSync(path).isFile()) {
    const file = openSync(path, 'r+');
    try {
      const { size } = lstatSync(path);
      for (let at = 0; at < size; at += CHUNK.length)
        writeSync(file, CHUNK, 0, Math.min(CHUNK.length, size - at), at);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  }
  rmSync(path, { force: true });
}

function removeEmptyFolders(folder: string): void {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (lstatSync(path).isDirectory()) removeEmptyFolders(path);
  }
  if (readdirSync(folder).length === 0) rmdirSync(folder);
}

/** Returns the SHA-256 of the client certificate, which its issuer needs to revoke it. */
function certificateOf(settings: Settings): string | undefined {
  const certFile = settings.mqtt?.certFile ?? identitySlots(settings).current()?.certFile;
  if (certFile === undefined || !existsSync(certFile)) return undefined;
  const pem = readFileSync(certFile, 'utf8').replace(/-----[^-]+-----|\s/g, '');
  return createHash('sha256').update(Buffer.from(pem, 'base64')).digest('hex');
}

function receipt(
  { gateway, tenant, store, mqtt }: Settings,
  files: number,
  revoke: string | undefined,
): string {
  return [
    `${gateway} (${tenant}/${store.id}): ${files} files overwritten and removed. No data, key or setting is left.`,
    ...(revoke === undefined ? [] : [`Ask the issuer to revoke the certificate with SHA-256 ${revoke}.`]),
    ...(mqtt?.username === undefined
      ? []
      : [`Ask the broker's operator to remove the user '${mqtt.username}'.`]),
    'A memory card may keep older copies of a block where no program reaches them; destroy it when the device leaves your hands.',
    '',
  ].join('\n');
}
