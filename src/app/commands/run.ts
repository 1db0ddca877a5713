import { basename, dirname, join } from 'node:path';
import type { LoadedSettings } from '../../config/load-settings.ts';
import { keepGoodCopy, loadSettings } from '../../config/load-settings.ts';
import type { Settings } from '../../config/schema.ts';
import type { Log } from '../../ports/log.ts';
import type { EventStore } from '../../ports/store.ts';
import { openSqliteEventStore } from '../../store/sqlite-event-store.ts';
import { bootId } from '../../system/boot-id.ts';
import { systemClock, systemTimeQuality } from '../../system/clock.ts';
import { openControlSocket } from '../../system/control-socket.ts';
import { createLog } from '../../system/log.ts';
import type { Environment } from '../environment.ts';
import { EXIT } from '../environment.ts';
import { Gateway } from '../gateway.ts';
import { createHardwareLinks } from '../links.ts';
import { openRecorder } from '../recording.ts';
import { settingsSchema } from '../settings-schema.ts';
import { uplinkOpener } from '../uplink-opener.ts';
import { readVersion } from '../version.ts';
import { mergeWindowTexts, shiftWindowText } from '../window-texts.ts';

interface RunOptions {
  readonly config: string;
  readonly record?: string;
}

/** `lintel run`: the gateway in the foreground until it is told to stop. */
export async function runCommand(options: RunOptions, environment: Environment): Promise<number> {
  const log = createLog({ level: environment.logLevel, onTerminal: environment.isLogPretty });
  const goodCopy = join(
    environment.stateDirectory ?? dirname(options.config),
    `.${basename(options.config)}.good`,
  );
  const loaded = loadSettings(options.config, goodCopy, await settingsSchema());
  const { settings } = loaded;
  const { directory } = settings.storage;
  const store = await openStore(settings, log);
  const gateway = createGateway(settings, store, log, environment);
  report(loaded, gateway, log);
  const control = await openControlSocket(directory, () => gateway.status());
  const stopRecording = record(gateway, options.record);
  await gateway.start();
  if (loaded.fallback === undefined) keepGoodCopy(loaded.text, goodCopy);
  log.info({ gateway: settings.gateway, sensors: settings.sensors.length }, 'READY');
  await untilAborted(environment.stop);
  log.info({}, 'stopping');
  await gateway.stop();
  await Promise.all([control.close(), stopRecording()]);
  return EXIT.ok;
}

function openStore(settings: Settings, log: Log): Promise<EventStore> {
  const { directory, maxMegabytes } = settings.storage;
  return openSqliteEventStore({
    directory: join(directory, 'ring'),
    maxBytes: maxMegabytes * 1024 * 1024,
    bootId: bootId(),
    clock: systemClock,
    log,
    mergeWindows: mergeWindowTexts,
    shiftWindow: shiftWindowText,
  });
}

function createGateway(settings: Settings, store: EventStore, log: Log, environment: Environment): Gateway {
  const ownModels = join(settings.storage.directory, 'models');
  return new Gateway({
    settings,
    links: createHardwareLinks({ modelFolders: [...environment.modelFolders, ownModels] }),
    store,
    openUplink: uplinkOpener(settings, {
      bootId: bootId(),
      version: readVersion(),
      clock: systemClock,
      log,
      random: Math.random,
    }),
    clock: systemClock,
    timeQuality: systemTimeQuality,
    random: Math.random,
    log,
    version: readVersion(),
  });
}

function report({ fallback }: LoadedSettings, gateway: Gateway, log: Log): void {
  if (fallback === undefined) return;
  log.error({}, `settings are not usable, going on with the last good ones. ${fallback.reason}`);
  gateway.event({ kind: 'SettingsRejected', reason: fallback.reason });
}

/** Returns what ends the recording. */
function record(gateway: Gateway, path: string | undefined): () => Promise<void> {
  if (path === undefined) return async () => undefined;
  const recorder = openRecorder(path);
  const stopListening = gateway.pipeline.listen({
    observation: (observation) => recorder.record(observation),
  });
  return async () => {
    stopListening();
    await recorder.close();
  };
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
