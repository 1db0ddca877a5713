import type { EpochMs, Json, SensorId } from '../../core/model/ids.ts';
import type { PluggedDevice } from '../../ports/console/found-device.ts';
import { PushMapper } from './map-push.ts';
import type { Mapping } from './mapping-schema.ts';
import { findPreset, presetNames } from './preset-files.ts';

/** Time at which presets are tried on a message: far in the future, so that every time in the message is past. */
const LATE = 4e12 as EpochMs;

/**
 * Suggests the first preset that can read the message on a topic. The preset's names get their values from the topic.
 */
export function suggestPreset(found: PluggedDevice): { readonly [key: string]: Json } | undefined {
  const { kind, path: topic, name: broker, message } = found;
  if (kind !== 'broker' || message === undefined || broker === null) return undefined;
  for (const preset of presetNames()) {
    const mapping = findPreset(preset)?.mapping;
    for (const filter of mapping?.topics ?? []) {
      const named = mapping && namesIn(filter, topic, mapping.names);
      if (
        mapping !== undefined &&
        named !== undefined &&
        canRead(mapping, named, { topic, payload: message })
      ) {
        return { preset, names: named, broker: { url: broker } };
      }
    }
  }
  return undefined;
}

/**
 * Returns the parts of a topic in whose place the filter has names. Undefined when the topic does not match the filter.
 */
function namesIn(filter: string, topic: string, names: Mapping['names']): Record<string, string> | undefined {
  const [parts, given] = [filter.split('/'), topic.split('/')];
  const found: Record<string, string> = {};
  for (const [i, part] of parts.entries()) {
    const [, name] = /^\{(\w+)\}$/.exec(part) ?? [];
    const value = given[i];
    if (part === '#') return found;
    if (value === undefined) return undefined;
    if (name === 'device') found[name] = value;
    else if (part !== '+' && value !== (name === undefined ? part : names[name])) return undefined;
  }
  return parts.length === given.length ? found : undefined;
}

function canRead(
  mapping: Mapping,
  named: Readonly<Record<string, string>>,
  message: { readonly topic: string; readonly payload: Uint8Array },
): boolean {
  const names = { ...mapping.names, ...named };
  const mapper = new PushMapper({
    sensor: 'found' as SensorId,
    mapping,
    names,
    timeZone: 'UTC',
  });
  // A preset that finds only the availability in this message is not suggested.
  return (mapper.map(message, LATE) ?? []).length > 0;
}
