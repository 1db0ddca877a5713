import { checkSettings, problemsText } from '../../config/load-settings.ts';
import { GatewayError } from '../../core/model/gateway-error.ts';
import type { ModelEntry } from '../../vision/model-manifest.ts';
import { readManifest, toEntry } from '../../vision/model-manifest.ts';
import { listModels, manifestFrom, pullModel } from '../../vision/model-store.ts';
import type { Environment } from '../process/environment.ts';
import { EXIT } from '../process/environment.ts';
import { createProgress, table } from '../process/terminal.ts';
import { settingsSchema } from '../settings/settings-schema.ts';

interface ModelOptions {
  readonly directory: string;
  readonly source?: string;
  /** Settings file; models that it defines also count as known. */
  readonly config?: string;
}

/** `lintel model list`: lists the known models and whether they are installed. */
export async function listCommand(
  { directory }: ModelOptions,
  { terminal, modelFolders }: Environment,
): Promise<number> {
  const models = await listModels([...modelFolders, directory]);
  const rows = models.map(({ entry, state, folder }) => [
    entry.name,
    entry.runtime,
    state,
    entry.licence,
    folder ?? '',
  ]);
  terminal.out(`${table([['model', 'runtime', 'state', 'licence', 'folder'], ...rows])}\n`);
  return EXIT.ok;
}

/** Returns the models that a settings file defines. Throws SETTINGS_INVALID when it has problems. */
async function ownModels(config: string): Promise<ModelEntry[]> {
  const { settings, problems } = checkSettings(config, await settingsSchema());
  if (settings === undefined) throw new GatewayError('SETTINGS_INVALID', problemsText(config, problems));
  return settings.sensors.flatMap(({ port }) => {
    const own = port.link === 'camera' ? port.options.detector.ownModel : undefined;
    return own === undefined ? [] : [toEntry(own)];
  });
}

/** `lintel model pull NAME`: downloads a model. */
export async function pullCommand(
  name: string,
  { directory, source, config }: ModelOptions,
  { terminal }: Environment,
): Promise<number> {
  const progress = createProgress(terminal, () => performance.now());
  const known = [...readManifest(), ...(config === undefined ? [] : await ownModels(config))];
  const manifest = source === undefined ? known : await manifestFrom(source, name, known);
  await pullModel(name, directory, (done, total) => progress.show(done, total, name), manifest);
  progress.end();
  terminal.out(`${name} is in ${directory}, checksum right\n`);
  return EXIT.ok;
}
