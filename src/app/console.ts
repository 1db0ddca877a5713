import { join } from 'node:path';
import type { createSettingsSchema } from '../config/schema.ts';
import type { CountedCrossing } from '../core/metrics/audited-crossing.ts';
import { crossingsOf } from '../core/metrics/audited-crossing.ts';
import type { WindowSummary } from '../core/metrics/summary.ts';
import { TrackRing } from '../core/tracking/track-ring.ts';
import type { TrackWatcher } from '../core/tracking/track-watcher.ts';
import type { EpochMs } from '../core/types.ts';
import type {
  AimingView,
  ConsoleAudits,
  ConsoleGateway,
  ConsoleListener,
  ConsoleParts,
  SignedAudit,
} from '../ports/console.ts';
import { AuditLog } from '../system/audit-log.ts';
import { AuditFiles } from './audit/audit-files.ts';
import { auditRecord } from './audit/audit-record.ts';
import { FileJournal, FilePlan } from './console-files.ts';
import { LivePlaces } from './console-live.ts';
import { RingRecount } from './console-recount.ts';
import { FileSettings } from './console-settings.ts';
import { shopView } from './console-shop.ts';
import type { GatewayHost } from './gateway-host.ts';
import { AimingDesk } from './privacy/aiming-desk.ts';
import { auditPath } from './privacy/audit-settings.ts';

const RING_AGE_MS = 24 * 3_600_000;
/** Crossings kept for audits; a busy door has some ten thousand a day. */
const MAX_CROSSINGS = 20_000;

/** What the console needs of a running gateway, gathered so that it outlives any one of them. */
export class ConsoleWatch {
  readonly places = new LivePlaces(() => performance.now());
  readonly ring: TrackRing;
  readonly #keepsPaths: boolean;
  readonly crossings: CountedCrossing[] = [];
  readonly #listeners = new Set<ConsoleListener>();

  /** With 0 bytes no path is kept. */
  constructor(ringBytes: number) {
    this.#keepsPaths = ringBytes > 0;
    this.ring = new TrackRing({ maxBytes: ringBytes, maxAgeMs: RING_AGE_MS });
  }

  /** Goes into every gateway as its `tracks`. */
  readonly tracks: TrackWatcher = {
    moved: (space, person, at, x, y) => {
      this.places.moved(space, person, at, x, y);
      if (this.#keepsPaths) this.ring.moved(space, person, at, x, y);
    },
    ended: (space, person, reason) => {
      this.places.ended(space, person);
      if (this.#keepsPaths) this.ring.ended(space, person, reason);
    },
    resumed: (space, at) => {
      if (this.#keepsPaths) this.ring.resumed(space, at);
    },
    advanced: (space, at) => {
      this.places.advanced(space, at);
      if (this.#keepsPaths) this.ring.advanced(space, at);
    },
  };

  follow(host: GatewayHost): void {
    host.onGateway((gateway) => {
      gateway.pipeline.listen({
        fact: (fact) => {
          this.places.fact(fact);
          this.#keep(crossingsOf(fact));
          for (const listener of this.#listeners) listener.fact(fact);
        },
        summary: (summary) => {
          for (const listener of this.#listeners) listener.summary(summary);
        },
      });
      for (const listener of this.#listeners) listener.settingsChanged();
    });
  }

  listen(listener: ConsoleListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #keep(crossings: readonly CountedCrossing[]): void {
    this.crossings.push(...crossings);
    if (this.crossings.length > MAX_CROSSINGS)
      this.crossings.splice(0, this.crossings.length - MAX_CROSSINGS);
  }
}

interface Parts {
  readonly host: GatewayHost;
  readonly watch: ConsoleWatch;
  readonly schema: ReturnType<typeof createSettingsSchema>;
  readonly settingsPath: string;
  /** Where plan, journal, audits and earlier settings are kept. */
  readonly directory: string;
  /** Goes on with what the settings file says now. */
  readonly reload: (by: string) => Promise<void>;
  readonly now: () => EpochMs;
}

/** Everything that the console may ask of this gateway. */
export function consoleParts(parts: Parts): ConsoleParts {
  const { host, watch, schema, directory, now } = parts;
  const own = join(directory, 'console');
  return {
    gateway: consoleGateway(host, watch, now),
    settings: new FileSettings({
      path: parts.settingsPath,
      historyDirectory: join(directory, 'settings-history'),
      schema,
      reload: parts.reload,
      now,
    }),
    plan: new FilePlan(own),
    recount: new RingRecount(watch.ring, schema, () => host.settings),
    journal: new FileJournal(own, now),
    audits: consoleAudits(watch, new AuditFiles(directory), host, now),
    aiming: aimingDesk(host, now),
  };
}

function aimingDesk(host: GatewayHost, now: () => EpochMs): AimingView {
  return new AimingDesk({
    allowed: () => {
      const { privacy, sensors } = host.settings;
      if (!privacy.aimingView) return undefined;
      return sensors.filter(({ type }) => type === 'camera').map(({ id }) => id);
    },
    cameras: () => host.gateway.aiming,
    audit: (what, by, to) => {
      const log = new AuditLog(auditPath(host.settings));
      log.append({ what: `aiming view ${what}`, by, to }, new Date(now()));
    },
    opened: (sensor, minutes) => host.gateway.event({ kind: 'AimingViewOpened', sensor, minutes }),
    nowMs: () => performance.now(),
  });
}

function consoleGateway(host: GatewayHost, watch: ConsoleWatch, now: () => EpochMs): ConsoleGateway {
  let shop = { settings: host.settings, view: shopView(host.settings) };
  // Asked for ten times a second, and other only after the settings changed.
  const shopNow = () => {
    if (shop.settings !== host.settings) shop = { settings: host.settings, view: shopView(host.settings) };
    return shop.view;
  };
  return {
    shop: shopNow,
    live: () => watch.places.live(shopNow()),
    status: () => {
      const { sensors, ...status } = host.gateway.status();
      const named = sensors.map((health) => {
        const set = host.settings.sensors.find(({ id }) => id === health.sensor);
        return { ...health, name: set?.name ?? health.sensor };
      });
      return { ...status, at: now(), sensors: named };
    },
    windows: (from, to) =>
      host.gateway.windows(from, to).map(({ payload }) => JSON.parse(payload) as WindowSummary),
    listen: (listener) => watch.listen(listener),
  };
}

function consoleAudits(
  watch: ConsoleWatch,
  files: AuditFiles,
  host: GatewayHost,
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
