import { listModels, manifestFrom, pullModel } from '../../vision/model-store.ts';
import type { Environment } from '../process/environment.ts';
import { EXIT } from '../process/environment.ts';
import { createProgress, table } from '../process/terminal.ts';

interface ModelOptions {
  readonly directory: string;
  readonly source?: string;
}

/** `lintel model list` */
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

/** `lintel model pull NAME` */
export async function pullCommand(
  name: string,
  { directory, source }: ModelOptions,
  { terminal }: Environment,
): Promise<number> {
  const progress = createProgress(terminal, () => performance.now());
  const manifest = source === undefined ? undefined : await manifestFrom(source, name);
  await pullModel(name, directory, (done, total) => progress.show(done, total, name), manifest);
  progress.end();
  terminal.out(`${name} is in ${directory}, checksum right\n`);
  return EXIT.ok;
}
