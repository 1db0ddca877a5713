import { existsSync, readFileSync } from 'node:fs';
import { parsePublicKeys } from '../../config/fleet/signed-document.ts';
import type { Settings } from '../../config/schema.ts';
import type { Clock, TimeQuality } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import { PrivacyLog } from '../../system/privacy-log.ts';
import type { GatewayRunner } from '../gateway/gateway-runner.ts';
import { privacyLogPath } from '../privacy/log-privacy-changes.ts';
import { DesiredSettings } from './desired-settings.ts';
import { desiredStatePath } from './desired-state.ts';
import type { SettingsFile } from './desired-trials.ts';

interface OpenDesiredOptions {
  readonly host: GatewayRunner;
  /** The settings at the start of the program. Remote settings never change the identity and data directory in them. */
  readonly settings: Settings;
  readonly file: SettingsFile;
  /** Path of a file that exists while a change of the technician is on trial. */
  readonly trialPath: string;
  readonly bootId: string;
  readonly clock: Clock;
  readonly timeQuality: () => TimeQuality;
  readonly log: Log;
}

/** Creates the part that handles remote settings. It keeps running when the program replaces its gateway. */
export function openDesiredSettings(options: OpenDesiredOptions): DesiredSettings {
  const { host, settings, trialPath, ...own } = options;
  const { tenant, store, gateway, storage } = settings;
  return new DesiredSettings({
    ...own,
    path: desiredStatePath(storage.directory),
    name: `${tenant}/${store.id}/${gateway}`,
    keys: () => {
      const file = host.settings.mqtt?.settingsKeyFile;
      return file === undefined ? undefined : parsePublicKeys(readFileSync(file, 'utf8'));
    },
    isTechnicianTrying: () => existsSync(trialPath),
    report: () => host.gateway.publishReport(),
    audit: (what, to) => {
      new PrivacyLog(privacyLogPath(settings)).append(
        { what, by: 'head office', to },
        new Date(own.clock.now()),
      );
    },
    gateway: {
      sensors: () => host.gateway.status().sensors,
      acceptedRows: () => {
        const { uplink } = host.gateway.status();
        return uplink.state === 'off' ? 0 : uplink.sentRows;
      },
      windows: (from, to) => host.gateway.windows(from, to),
      event: (event) => host.gateway.event(event),
    },
  });
}
