import { askControlSocket } from '../../system/control-socket.ts';
import type { Environment } from '../process/environment.ts';
import { EXIT } from '../process/environment.ts';
import { table } from '../process/terminal.ts';
import type { RunningStatus } from '../service/gateway-findings.ts';
import { noAnswerText, startCommand } from '../service/no-answer.ts';
import { findDataDirectory } from '../settings/find-data-directory.ts';
import { usableSettings } from '../settings/usable-settings.ts';

/** `lintel status`: prints the state of the running gateway. */
export async function statusCommand(
  options: { readonly config: string; readonly json?: boolean },
  { terminal }: Environment,
): Promise<number> {
  const settings = await usableSettings(options.config, (text) => terminal.err(text));
  const directory = settings?.storage.directory ?? findDataDirectory(options.config);
  const status = (await askControlSocket(directory, { ask: 'status' })) as RunningStatus | undefined;
  if (status === undefined) {
    const start = `; start one with: ${startCommand(options.config)}`;
    terminal.err(`${noAnswerText(directory, start)}\n`);
    return settings === undefined ? EXIT.badSettings : EXIT.failed;
  }
  terminal.out(options.json === true ? `${JSON.stringify(status, undefined, 2)}\n` : statusText(status));
  return settings === undefined ? EXIT.badSettings : EXIT.ok;
}

function statusText({
  gateway,
  version,
  startedAt,
  sensors,
  store,
  uplink,
  memoryMb,
  mode,
  restarts,
  lastRestart,
  problems = [],
}: RunningStatus): string {
  const rows = sensors.map(({ sensor, type, state, since, restarts, cause }) => [
    sensor,
    type,
    state,
    new Date(since).toISOString(),
    String(restarts),
    cause === undefined ? '' : `${cause.code}: ${cause.message}`,
  ]);
  const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);
  return [
    `${gateway} · lintel ${version} · since ${startedAt} · ${memoryMb} MB`,
    ...problems.map(({ check, found }) => `${check.toUpperCase()}: ${found}`),
    ...(mode === 'safe'
      ? ['SAFE MODE: it crashed again and again, so no sensor is opened; the log says why']
      : []),
    ...(lastRestart === null
      ? []
      : [
          `last restart  ${lastRestart.at}: ${lastRestart.reason} (${lastRestart.result}; ${restarts} in all)`,
        ]),
    '',
    table([['sensor', 'type', 'state', 'since', 'restarts', 'cause'], ...rows]),
    '',
    `store   ${megabytes(store.sizeBytes)} of ${megabytes(store.maxBytes)} MB, ${store.outboxRows} rows to send` +
      `${store.droppedRows > 0 ? `, ${store.droppedRows} dropped` : ''}${store.detail === '' ? '' : ` — ${store.detail}`}`,
    `uplink  ${uplink.state}${'detail' in uplink ? ` — ${uplink.detail}` : ''}`,
    '',
  ].join('\n');
}
