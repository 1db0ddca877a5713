import type { Network } from '../../ports/network.ts';
import type { LogLevel } from '../../system/log.ts';
import type { ServiceEnvironment } from '../../system/systemd-notify.ts';
import type { Terminal } from './terminal.ts';

/** Settings file of the installed service. Commands use it unless another is given. */
export const INSTALLED_SETTINGS = '/etc/lintel/store.yaml';

/** Folder into which `lintel model pull` puts models unless another is given. */
export const INSTALLED_MODELS = '/var/lib/lintel/models';

/** All that a command uses of its process. Commands never access the process directly: only main.ts does. */
export interface Environment {
  readonly terminal: Terminal;
  /** Where a person types answers. A pipe may also provide them. */
  readonly input: NodeJS.ReadableStream;
  /** Folders with detector models. If more than one contains a model, the first is used. */
  readonly modelFolders: readonly string[];
  readonly logLevel: LogLevel;
  readonly isLogPretty: boolean;
  /** Folder for data that must be found even without readable settings: systemd's STATE_DIRECTORY. */
  readonly stateDirectory: string | undefined;
  /** Folder in memory, kept over restarts of the service: systemd's RUNTIME_DIRECTORY. */
  readonly runtimeDirectory?: string | undefined;
  /** Undefined when no service manager started the program. */
  readonly service?: ServiceEnvironment;
  /** How outputs resolve host names. If undefined, the operating system resolves them. */
  readonly network?: Network;
  /** Aborts on SIGTERM and SIGINT. */
  readonly stop: AbortSignal;
}

/** Exit codes, as documented in `lintel --help`. */
export const EXIT = { ok: 0, failed: 1, usage: 2, secondInstance: 75, badSettings: 78 } as const;
