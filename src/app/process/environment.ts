import type { Network } from '../../ports/network.ts';
import type { LogLevel } from '../../system/log.ts';
import type { ServiceEnvironment } from '../../system/systemd-notify.ts';
import type { Terminal } from './terminal.ts';

/** Settings file of the package's service: the default of every command. */
export const INSTALLED_SETTINGS = '/etc/lintel/store.yaml';

/** Default folder of `lintel model pull`. */
export const INSTALLED_MODELS = '/var/lib/lintel/models';

/** What a command needs from its process. Only main.ts uses the process itself. */
export interface Environment {
  readonly terminal: Terminal;
  /** Source of typed answers. A pipe counts as a terminal. */
  readonly input: NodeJS.ReadableStream;
  /** Folders with detector models. The first that has the model wins. */
  readonly modelFolders: readonly string[];
  readonly logLevel: LogLevel;
  readonly isLogPretty: boolean;
  /** Folder for data that must be found even when the settings cannot be read: systemd's STATE_DIRECTORY. */
  readonly stateDirectory: string | undefined;
  /** Folder in memory that survives a restart of the service: systemd's RUNTIME_DIRECTORY. */
  readonly runtimeDirectory?: string | undefined;
  /** Absent when no service manager runs the program. */
  readonly service?: ServiceEnvironment;
  /** How outputs resolve hosts. Absent: by the operating system. */
  readonly network?: Network;
  /** Aborts on SIGTERM and SIGINT. */
  readonly stop: AbortSignal;
}

/** Exit codes, as documented in `lintel --help`. */
export const EXIT = { ok: 0, failed: 1, usage: 2, secondInstance: 75, badSettings: 78 } as const;
