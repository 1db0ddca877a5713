import type { Network } from '../../ports/network.ts';
import type { LogLevel } from '../../system/log.ts';
import type { ServiceEnvironment } from '../../system/systemd-notify.ts';
import type { Terminal } from './terminal.ts';

/** What a command needs of the process it runs in; only main.ts touches the process itself. */
/** Where `lintel model pull` puts models without another folder. */
export const INSTALLED_MODELS = '/var/lib/lintel/models';

export interface Environment {
  readonly terminal: Terminal;
  /** Typed answers come from here; a pipe counts as a terminal. */
  readonly input: NodeJS.ReadableStream;
  /** Folders with detector models, first wins. */
  readonly modelFolders: readonly string[];
  readonly logLevel: LogLevel;
  readonly isLogPretty: boolean;
  /** Where the program keeps what it must find even when the settings cannot be read; systemd's STATE_DIRECTORY. */
  readonly stateDirectory: string | undefined;
  /** A folder in memory that outlives a restart; systemd's RUNTIME_DIRECTORY. */
  readonly runtimeDirectory?: string | undefined;
  /** Absent: not run by a service manager. */
  readonly service?: ServiceEnvironment;
  /** How outputs find hosts; absent: as the machine does. */
  readonly network?: Network;
  /** Aborts on SIGTERM and SIGINT. */
  readonly stop: AbortSignal;
}

/** Documented in `lintel --help`. */
export const EXIT = { ok: 0, failed: 1, usage: 2, secondInstance: 75, badSettings: 78 } as const;
