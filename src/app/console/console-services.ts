import { join } from 'node:path';
import type { createSettingsSchema } from '../../config/schema.ts';
import { selectLongestWindows } from '../../core/metrics/merging/longest-windows.ts';
import type { EpochMs, TagId } from '../../core/model/ids.ts';
import { driverTypes, loadDriver } from '../../drivers/registry.ts';
import { createSerialLink } from '../../links/serial/serial-link.ts';
import type { SignedAudit } from '../../ports/audit-record.ts';
import type {
  CameraPreview,
  ConsoleAudits,
  ConsoleDependencies,
  ConsoleGateway,
} from '../../ports/console/console.ts';
import type { TagRegistration } from '../../ports/console/console-devices.ts';
import type { SensorDriver } from '../../ports/driver.ts';
import { openMachine } from '../../system/doctor/machine.ts';
import { PrivacyLog } from '../../system/privacy-log.ts';
import { AuditFiles } from '../door-audit/audit-files.ts';
import { auditRecord } from '../door-audit/audit-record.ts';
import { viewExperiments } from '../experiments/experiment-view.ts';
import { viewForecast } from '../forecast/forecast-view.ts';
import type { GatewayRunner } from '../gateway/gateway-runner.ts';
import { parseWindow } from '../gateway/window-codec.ts';
import { privacyLogPath } from '../privacy/log-privacy-changes.ts';
import { ensureTagKey } from '../privacy/tag-key.ts';
import { BacktestService } from './backtest-service.ts';
import { CameraPreviewService } from './camera-preview-service.ts';
import type { ConsoleFeed } from './console-feed.ts';
import { createConsoleRules } from './console-rules.ts';
import { countUnused, findDevices } from './find-devices.ts';
import { ActivityLogFile, FloorPlanFile } from './floor-plan-file.ts';
import { InsightsService } from './insights-service.ts';
import { openNetworkSearch } from './network-search.ts';
import { RemovedThings } from './removed-things.ts';
import type { SettingsService } from './settings-service.ts';
import { createStoreView } from './store-view.ts';
import { TagRegistrationService } from './tag-registration-service.ts';
import { TodayCounts } from './today-counts.ts';
import { TrackHistoryClient } from './track-history-client.ts';
import { TrialService } from './trial-service.ts';

interface ConsoleServicesOptions {
  readonly host: GatewayRunner;
  readonly watch: ConsoleFeed;
  readonly schema: ReturnType<typeof createSettingsSchema>;
  readonly file: SettingsService;
  /** Folder for the floor plan, the activity log and audits. */
  readonly directory: string;
  readonly now: () => EpochMs;
  /** Where the search for new devices looks. Undefined: on this machine and in its network. */
  readonly devices?: Pick<Parameters<typeof findDevices>[0], 'machine' | 'serial' | 'network'>;
}

/** Creates the services through which the console uses this gateway. */
export function createConsoleServices(parts: ConsoleServicesOptions): ConsoleDependencies {
  const { host, watch, schema, directory, now } = parts;
  const own = join(directory, 'console');
  const journal = new ActivityLogFile(own, now);
  const ring = new TrackHistoryClient(watch.ring);
  const settings = new TrialService({
    ...{ schema, journal, now, ring, settings: parts.file },
    path: join(parts.file.historyDirectory, 'trial.json'),
    inForce: () => host.settings,
    sensors: () => host.gateway.status().sensors,
  });
  return {
    gateway: consoleGateway(host, watch, now, new RemovedThings(parts.file)),
    rules: createConsoleRules(host),
    insights: new InsightsService({
      sums: () => host.gateway.sums,
      timeZone: () => host.settings.store.timezone,
      minimumCount: () => host.settings.privacy.minimumCount,
      now,
    }),
    forecast: { view: () => viewForecast(host.gateway.forecast, host.settings) },
    experiments: { view: () => viewExperiments(host.gateway.experiments, host.settings, now()) },
    settings,
    trials: settings,
    plan: new FloorPlanFile(own),
    recount: new BacktestService(ring, schema, () => host.settings),
    journal,
    audits: consoleAudits(watch, new AuditFiles(directory), host, now),
    aiming: createPreviewService(host, now),
    enrolment: createRegistrationService(host, now),
    discovery: {
      kinds: async () => (await loadDrivers()).map(({ type, offer }) => ({ type, ...offer })),
      unused: () =>
        countUnused({
          machine: parts.devices?.machine ?? openMachine(),
          settings: () => host.settings,
        }),
      find: shareRunning(async () => {
        const found = await findDevices({
          ...(parts.devices ?? ownDevices()),
          settings: () => host.settings,
          drivers: loadDrivers,
        });
        parts.file.offer(found.flatMap(({ suggestion }) => suggestion ?? []));
        return found;
      }),
    },
  };
}

function ownDevices() {
  return { machine: openMachine(), serial: createSerialLink(), network: openNetworkSearch() };
}

function loadDrivers(): Promise<SensorDriver[]> {
  return Promise.all(driverTypes.map((type) => loadDriver(type)));
}

/**
 * Returns a function whose simultaneous callers share one search. A second search would fail, because a port can be
 * opened only once.
 */
function shareRunning<T>(find: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined;
  return () => {
    running ??= find().finally(() => {
      running = undefined;
    });
    return running;
  };
}

function createPreviewService(host: GatewayRunner, now: () => EpochMs): CameraPreview {
  return new CameraPreviewService({
    allowed: () => {
      const { privacy, sensors } = host.settings;
      if (!privacy.cameraPreview) return undefined;
      return sensors.filter(({ model }) => model.kind === 'sees-people').map(({ id }) => id);
    },
    cameras: () => host.gateway.aiming,
    audit: (what, by, to) => {
      const log = new PrivacyLog(privacyLogPath(host.settings));
      log.append({ what: `camera preview ${what}`, by, to }, new Date(now()));
    },
    opened: (sensor, minutes) => host.gateway.event({ kind: 'CameraPreviewOpened', sensor, minutes }),
    nowMs: () => performance.now(),
  });
}

function createRegistrationService(host: GatewayRunner, now: () => EpochMs): TagRegistration {
  return new TagRegistrationService({
    receivers: () => host.gateway.near,
    keyHex: () => ensureTagKey(host.settings.storage.directory),
    audit: (what, by) => {
      const log = new PrivacyLog(privacyLogPath(host.settings));
      log.append({ what: `tag held near ${what}`, by }, new Date(now()));
    },
    nowMs: () => performance.now(),
  });
}

function consoleGateway(
  host: GatewayRunner,
  watch: ConsoleFeed,
  now: () => EpochMs,
  past: RemovedThings,
): ConsoleGateway {
  const viewNow = () => {
    const { settings } = host;
    const { frames } = watch;
    return { settings, frames, view: createStoreView(settings, frames, past.list(settings)) };
  };
  let shop: ReturnType<typeof viewNow> | undefined;
  // The view is requested ten times a second, so it is cached. It changes only with the settings or with the picture
  // size of a camera.
  const shopNow = () => {
    if (shop?.settings !== host.settings || shop.frames !== watch.frames) shop = viewNow();
    return shop.view;
  };
  const windows: ConsoleGateway['windows'] = (from, to) =>
    selectLongestWindows(host.gateway.windows(from, to).map(({ payload }) => parseWindow(payload)));
  const doorsNow = () => host.gateway.pipeline.engine.doors(now());
  const timezone = () => host.settings.store.timezone;
  const today = new TodayCounts({ windows, now, timezone, doors: doorsNow });
  watch.listen({
    summary: (window) => today.add(window),
    fact: () => undefined,
    settingsChanged: () => undefined,
  });
  return {
    getStore: shopNow,
    live: () => watch.live(host.gateway, shopNow()),
    status: () => {
      const { sensors, ...status } = host.gateway.status();
      const named = sensors.map((health) => {
        const set = host.settings.sensors.find(({ id }) => id === health.sensor);
        return { ...health, name: set?.name ?? health.sensor };
      });
      return { ...status, at: now(), sensors: named, faults: watch.faults() };
    },
    today: () => today.view(),
    doors: () =>
      doorsNow().map((status) => ({ ...status, in: 0, out: 0, ...watch.doorTotals.get(status.door) })),
    trace: (sensor) => host.gateway.trace(sensor),
    tags: () => watch.tags.view(host.settings, now()),
    teach: (tag, x, y) => host.gateway.pipeline.engine.tags.teach(now(), tag as TagId, x, y),
    teachByCamera: (tag) => host.gateway.pipeline.engine.tags.teachByCamera(tag as TagId),
    endTeaching: (tag) => host.gateway.pipeline.engine.tags.endTeaching(tag as TagId),
    windows,
    listen: (listener) => watch.listen(listener),
  };
}

function consoleAudits(
  watch: ConsoleFeed,
  files: AuditFiles,
  host: GatewayRunner,
  now: () => EpochMs,
): ConsoleAudits {
  return {
    list: () => files.list(),
    finish: ({ subject, from, to, taps, by }): SignedAudit => {
      const { gateway, store } = host.settings;
      const { crossings } = watch;
      const compared = { subject, fromMs: from, toMs: to, taps, by, crossings };
      return files.keep(auditRecord({ ...compared, gateway, store: store.id }), now());
    },
  };
}
