import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Settings } from '../../config/schema.ts';
import type { Json } from '../../core/model/ids.ts';
import { plainText } from '../../core/model/plain-text.ts';
import type { Sensor } from '../../ports/sensor.ts';
import { PrivacyLog } from '../../system/privacy-log.ts';

/** Path of the privacy log. It is a separate file, because storage may evict rows. */
export function privacyLogPath({ storage }: Pick<Settings, 'storage'>): string {
  return join(storage.directory, 'privacy-log.ndjson');
}

/** Returns the settings that decide who is sensed, how precisely, and who gets the counts. */
function extractPrivacySettings(settings: Settings): ReadonlyMap<string, Json> {
  const { privacy, windows, sensors, zones, tags, tenant, mqtt, storage } = settings;
  return new Map<string, Json>([
    ['privacy.minimumCount', privacy.minimumCount],
    ['privacy.storeEvery', privacy.storeEvery],
    ['privacy.indoorEvery', privacy.indoorEvery],
    ['privacy.repeatVisitors', privacy.repeatVisitors],
    ['privacy.cameraPreview', privacy.cameraPreview],
    ['privacy.extendedPseudonyms', decision(privacy.extendedPseudonyms)],
    ['windows.seconds', windows.seconds],
    ['sensors', sensors.map(sensed)],
    ['zones', zones.map(({ id }) => id)],
    ['tags', tags.map(({ id, kind }) => `${id}: ${kind}`)],
    ['storage.maxMegabytes', storage.maxMegabytes],
    [
      'console',
      { enabled: settings.console.enabled, trackHistoryMegabytes: settings.console.trackHistoryMegabytes },
    ],
    ['tenant', tenant],
    ['mqtt.url', mqtt === undefined ? null : plainText(mqtt.url)],
  ]);
}

function sensed({ id, type, port }: Sensor): string {
  const isRadio = port.link === 'ble' || port.link === 'mqttReceiver';
  const unknownRadios = isRadio ? port.options.unknownRadios : undefined;
  return unknownRadios === undefined ? `${id}: ${type}` : `${id}: ${type}, unknown radios ${unknownRadios}`;
}

/**
 * Returns the value to log for `privacy.extendedPseudonyms`. Of the devices that opted out, it contains only their
 * number and a hash.
 */
function decision(written: Settings['privacy']['extendedPseudonyms']): Json {
  if (written === undefined) return null;
  const { optOut, ...words } = written;
  const digests = [...optOut.digests].sort();
  const list = createHash('sha256').update(digests.join()).digest('hex');
  return { ...words, optOut: { instructions: optOut.instructions, devices: digests.length, list } };
}

/**
 * Adds each setting that differs from its last entry to the log; at the first call, all of them. Returns how many were
 * added.
 */
export function logPrivacyChanges(settings: Settings, by: string, at: Date): number {
  const log = new PrivacyLog(privacyLogPath(settings));
  const known = new Map<string, Json>();
  for (const { what, path, to } of log.check().entries) {
    if (what === 'setting' && path !== undefined) known.set(path, to ?? null);
  }
  const changed = [...extractPrivacySettings(settings)].filter(
    ([path, value]) => !known.has(path) || JSON.stringify(known.get(path)) !== JSON.stringify(value),
  );
  for (const [path, to] of changed) {
    const from = known.get(path);
    log.append({ what: 'setting', by, path, ...(from === undefined ? {} : { from }), to }, at);
  }
  return changed.length;
}
