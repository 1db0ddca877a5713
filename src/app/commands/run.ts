import { userInfo } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { LoadedSettings } from '../../config/load-settings.ts';
import { checkSettings, keepGoodCopy, loadSettings, problemsText } from '../../config/load-settings.ts';
import type { Settings } from '../../config/schema.ts';
import { GatewayError } from '../../core/model/gateway-error.ts';
import { shiftRowText } from '../../core/time/shift-row-text.ts';
import { createGpioOutputLink } from '../../links/gpio/gpio-output-link.ts';
import { systemNetwork } from '../../outputs/support/system-network.ts';
import type { EventStore } from '../../ports/event-store.ts';
import type { Log } from '../../ports/log.ts';
import type { DesiredChannel } from '../../ports/uplink.ts';
import { openFailoverStore } from '../../storage/open-failover-store.ts';
import { bootId } from '../../system/boot-id.ts';
import { systemClock } from '../../system/clock.ts';
import type { ControlRequest } from '../../system/control-socket.ts';
import { openControlSocket } from '../../system/control-socket.ts';
import { leaveNoMemoryInDumps } from '../../system/core-dumps.ts';
import { createLog } from '../../system/log.ts';
import type { MetricsServer } from '../../system/metrics-server.ts';
import { ConsoleFeed } from '../console/console-feed.ts';
import type { ConsoleHandle } from '../console/open-pages.ts';
import { startConsole } from '../console/open-pages.ts';
import { SettingsService } from '../console/settings-service.ts';
import { openDesiredSettings } from '../desired/open-desired.ts';
import { restoreInterruptedTrial } from '../desired/restore-trial.ts';
import { AuditFiles } from '../door-audit/audit-files.ts';
import { createUplinkFactory } from '../gateway/create-uplink-factory.ts';
import { createDebugTrail } from '../gateway/debug-trail.ts';
import { FIRST_COUNT_MS, Gateway } from '../gateway/gateway.ts';
import type { GatewayClock } from '../gateway/gateway-clock.ts';
import { openGatewayClock } from '../gateway/gateway-clock.ts';
import { gatewayMetrics } from '../gateway/gateway-metrics.ts';
import { GatewayRunner } from '../gateway/gateway-runner.ts';
import { createHardwareLinks } from '../gateway/hardware-links.ts';
import { mergeEncodedRows, shiftEncodedWindow } from '../gateway/window-codec.ts';
import { bucketKeys } from '../privacy/bucket-keys.ts';
import { logPrivacyChanges } from '../privacy/log-privacy-changes.ts';
import { pseudonymSettings } from '../privacy/opt-out-key.ts';
import { readTagKey } from '../privacy/tag-key.ts';
import type { Environment } from '../process/environment.ts';
import { EXIT } from '../process/environment.ts';
import { untilAborted } from '../process/until-aborted.ts';
import { readVersion } from '../process/version.ts';
import { openRecorder } from '../replay/recording.ts';
import type { StartProblem } from '../service/gateway-findings.ts';
import { ServiceLifecycle } from '../service/service-lifecycle.ts';
import { renameDataFiles } from '../settings/rename-data-files.ts';
import { settingsSchema } from '../settings/settings-schema.ts';
import { upgradeSettingsFile } from '../settings/upgrade-settings-file.ts';

interface RunOptions {
  readonly config: string;
  readonly record?: string;
}

/** `lintel run`: runs the gateway in the foreground until a signal stops it. */
export async function runCommand(options: RunOptions, environment: Environment): Promise<number> {
  leaveNoMemoryInDumps();
  const log = await createLog({ level: environment.logLevel, onTerminal: environment.isLogPretty });
  const goodCopy = join(
    environment.stateDirectory ?? dirname(options.config),
    `.${basename(options.config)}.good`,
  );
  const schema = await settingsSchema();
  restoreInterruptedTrial(options.config, systemClock.now(), log);
  const loaded = loadSettings(options.config, goodCopy, schema);
  const { settings } = loaded;
  if (loaded.fallback === undefined) upgradeSettingsFile(options.config, loaded.text, log);
  const { directory } = settings.storage;
  renameDataFiles(directory);
  const watch = new ConsoleFeed(settings.console.trackHistoryMegabytes * 1024 * 1024);
  const time = openGatewayClock(log);
  const host: GatewayRunner = new GatewayRunner(async (next) =>
    createGateway(next, await openStore(next, time, log), { time, log, environment, watch, desired }),
  );
  const reload = async (by: string) => {
    await reloadSettings(options.config, goodCopy, schema, { host, by, log });
    asking.problems = asking.problems.filter(({ check }) => check !== 'settings');
  };
  const { now } = systemClock;
  const historyDirectory = join(directory, 'settings-history');
  const file = new SettingsService({ path: options.config, historyDirectory, schema, reload, now });
  const desired = openDesiredSettings({
    ...{ host, settings, file, log, clock: time.clock, timeQuality: time.keeper.quality },
    ...{ bootId: bootId(), trialPath: join(historyDirectory, 'trial.json') },
  });
  const stopRecording = record(host, options.record);
  host.onGateway((gateway) => report(loaded, gateway, log));
  if (environment.logLevel === 'debug') {
    const trail = createDebugTrail(log);
    host.onGateway((gateway) => gateway.pipeline.listen(trail));
  }
  watch.follow(host);
  logPrivacyChanges(settings, userInfo().username, new Date());
  const life = new ServiceLifecycle({ environment, directory, clock: systemClock, log });
  await host.start(life.begin(settings));
  if (loaded.fallback === undefined) keepCopy(loaded.text, goodCopy, log);
  const pages = await startConsole({ host, watch, schema, file, directory, now }, settings, log);
  const asking: Asking = { host, pages, watch, life, problems: [] };
  const control = await openControlSocket(directory, (asked) => answer(asked, asking));
  const metrics = await serveMetrics(settings, host, log);
  asking.problems.push(...startProblems(loaded, pages, metrics));
  log.info({ gateway: settings.gateway, sensors: settings.sensors.length }, 'READY');
  await life.ready(host, settings);
  desired.start();
  await untilAborted(environment.stop);
  log.info({}, 'stopping');
  void life.stopping();
  await desired.stop();
  await Promise.all([pages?.close(), metrics?.close(), host.stop()]);
  await Promise.all([control.close(), stopRecording()]);
  return EXIT.ok;
}

/** Serves metrics. When the port is in use, the gateway runs without metrics. */
async function serveMetrics(
  { metrics }: Settings,
  host: GatewayRunner,
  log: Log,
): Promise<MetricsServer | undefined> {
  if (metrics === undefined) return undefined;
  try {
    const { openMetricsServer } = await import('../../system/metrics-server.ts');
    const server = await openMetricsServer(
      metrics,
      gatewayMetrics(() => host.gateway.status()),
    );
    log.info({ port: server.port }, 'metrics at /metrics');
    return server;
  } catch (error) {
    log.error({ err: error, port: metrics.port }, 'metrics are not served');
    return undefined;
  }
}

/** Applies the settings that are in the file now. When they are invalid, throws and changes nothing. */
async function reloadSettings(
  path: string,
  goodCopy: string,
  schema: Awaited<ReturnType<typeof settingsSchema>>,
  { host, by, log }: { readonly host: GatewayRunner; readonly by: string; readonly log: Log },
): Promise<void> {
  const { settings, problems, text } = checkSettings(path, schema);
  if (settings === undefined) throw new GatewayError('SETTINGS_INVALID', problemsText(path, problems));
  await host.swap(settings);
  upgradeSettingsFile(path, text, log);
  logPrivacyChanges(settings, by, new Date());
  keepCopy(text, goodCopy, log);
}

/**
 * Saves a copy of the working settings. If the folder is not writable, the gateway still runs: the copy is needed only
 * if the settings file gets damaged.
 */
function keepCopy(text: string, path: string, log: Log): void {
  try {
    keepGoodCopy(text, path);
  } catch (error) {
    log.warn({ err: error, path }, 'no copy of the settings could be kept beside them');
  }
}

interface Asking {
  readonly host: GatewayRunner;
  readonly pages: ConsoleHandle | undefined;
  readonly watch: ConsoleFeed;
  readonly life: ServiceLifecycle;
  problems: StartProblem[];
}

/** Returns problems that did not prevent the start. Doctor and status show them until the next start. */
function startProblems(
  { settings, fallback }: LoadedSettings,
  pages: ConsoleHandle | undefined,
  metrics: MetricsServer | undefined,
): StartProblem[] {
  const { console: technician, metrics: wanted } = settings;
  const taken = (port: number) => `port ${port} could not be opened: another program has it`;
  return [
    ...(fallback === undefined
      ? []
      : [{ check: 'settings', found: `rejected, the last good copy is in use: ${fallback.reason}` }]),
    ...(technician.enabled && pages === undefined
      ? [{ check: 'console', found: taken(technician.port) }]
      : []),
    ...(wanted !== undefined && metrics === undefined
      ? [{ check: 'metrics', found: taken(wanted.port) }]
      : []),
  ];
}

async function answer(
  asked: ControlRequest,
  { host, pages, watch, life, problems }: Asking,
): Promise<object> {
  if (asked.ask === 'status') {
    return { ...host.gateway.status(), ...life.status(), pid: process.pid, problems };
  }
  if (asked.ask === 'visits') return { visitsADay: await host.gateway.visitsADay() };
  if (asked.ask === 'crossings') {
    return watch.crossings.filter(({ at }) => at >= asked.from && at <= asked.to);
  }
  if (pages === undefined)
    return { error: 'the console is switched off, or its port was taken: see the problems in lintel status' };
  return await pages.pair(asked);
}

function openStore(settings: Settings, { clock }: GatewayClock, log: Log): Promise<EventStore> {
  const { directory, maxMegabytes } = settings.storage;
  return openFailoverStore({
    directory: join(directory, 'ring'),
    maxBytes: maxMegabytes * 1024 * 1024,
    bootId: bootId(),
    clock,
    log,
    mergeRows: mergeEncodedRows,
    shiftRow: shiftRowText,
    shiftWindow: shiftEncodedWindow,
  });
}

interface GatewayWorld {
  readonly time: GatewayClock;
  readonly log: Log;
  readonly environment: Environment;
  readonly watch: ConsoleFeed;
  readonly desired: DesiredChannel;
}

function createGateway(
  settings: Settings,
  store: EventStore,
  { time, log, environment, watch, desired }: GatewayWorld,
): Gateway {
  const audits = new AuditFiles(settings.storage.directory);
  const ownModels = join(settings.storage.directory, 'models');
  const gateway: Gateway = new Gateway({
    settings,
    outside: { network: environment.network ?? systemNetwork, gpio: createGpioOutputLink() },
    links: createHardwareLinks({
      modelFolders: [...environment.modelFolders, ownModels],
      tags: settings.tags,
      ...tagKey(settings, log),
      ...pseudonymSettings(settings),
      whenStored: (act) => gateway.whenStored(act),
      ...bucketKeys(settings),
      reversedKey: (tag) =>
        log.warn({ tag }, 'its irk fits a phone here in reverse: write its bytes in the opposite order'),
    }),
    store,
    firstCountMs: FIRST_COUNT_MS,
    openUplink: createUplinkFactory(settings, {
      bootId: bootId(),
      version: readVersion(),
      clock: time.clock,
      log,
      random: Math.random,
      event: (event) => gateway.event(event),
      desired,
    }),
    clock: time.clock,
    timeQuality: time.keeper.quality,
    time: time.keeper,
    random: Math.random,
    log,
    version: readVersion(),
    tracks: watch.tracks,
    tags: watch.tags,
    audits: () => audits.ofDoors(),
    keptDirectory: settings.storage.directory,
  });
  return gateway;
}

/** Reads the key of the tag digests. Without it, tags registered by holding them to a receiver are not recognised. */
function tagKey({ tags, storage }: Settings, log: Log): { readonly tagKeyHex?: string } {
  const tagKeyHex = readTagKey(storage.directory);
  if (tagKeyHex !== undefined) return { tagKeyHex };
  const lost = tags.filter(({ match }) => 'digest' in match).map(({ id }) => id);
  if (lost.length > 0) log.error({ tags: lost }, 'the key of these tags is gone: register them anew');
  return {};
}

function report({ fallback }: LoadedSettings, gateway: Gateway, log: Log): void {
  if (fallback === undefined) return;
  log.error({}, `settings are not usable, going on with the last good ones. ${fallback.reason}`);
  gateway.event({ kind: 'SettingsRejected', reason: fallback.reason });
}

/** Starts a recording if a path is given. Returns the function that ends it. */
function record(host: GatewayRunner, path: string | undefined): () => Promise<void> {
  if (path === undefined) return async () => undefined;
  const recorder = openRecorder(path);
  host.onGateway((gateway) => {
    gateway.pipeline.listen({ observation: (observation) => recorder.record(observation) });
  });
  return () => recorder.close();
}
