import type { EpochMs } from '../model/ids.ts';
import type { StoreModel, ZoneModel } from '../model/store-model.ts';
import { sensorsOfKind } from '../model/store-model.ts';
import type { LiveSnapshot } from './live-snapshot.ts';
import type { LiveValues } from './live-values.ts';
import type { Senses } from './needed-sensors.ts';
import { findNeeds, hasAnswer } from './needed-sensors.ts';

/** Returns the live values for outputs. Values that no live sensor observes are null; staff zones are left out. */
export function takeSnapshot(live: LiveValues, model: StoreModel, senses: Senses, at: EpochMs): LiveSnapshot {
  const { isLive } = senses;
  const needs = findNeeds({ kind: 'occupancy', atLeast: 1, clearBelow: 1 }, model);
  const isCounted = model.doors.length > 0 && hasAnswer(needs, senses);
  return {
    at,
    occupancy: isCounted ? live.occupancy : null,
    occupancyRange: isCounted ? live.occupancyRange : null,
    zones: model.zones
      .filter(({ isStaffOnly }) => isStaffOnly !== true)
      .map((zone) =>
        zoneNow(zone, live, { isSeen: zone.sensors.length > 0 && zone.sensors.every(isLive), at }),
      ),
    doors: model.doors.map(({ id }) => ({ id, in: 0, out: 0, ...live.doorTotals.get(id) })),
    contacts: sensorsOfKind(model.sensors, 'watches-door').map(({ id }) => ({
      id,
      isOpen: isLive(id) ? (live.contacts.get(id) ?? null) : null,
    })),
    sensors: model.sensors.map(({ id }) => ({ id, isFaulted: live.faulted.has(id) })),
    feedback: sensorsOfKind(model.sensors, 'takes-answers').map(({ id }) => ({
      id,
      happyIndex: live.happyIndex.get(id) ?? null,
    })),
  };
}

function zoneNow(
  { id, queue }: ZoneModel,
  live: LiveValues,
  { isSeen, at }: { readonly isSeen: boolean; readonly at: EpochMs },
): LiveSnapshot['zones'][number] {
  const zone = isSeen ? live.zones.get(id) : undefined;
  return {
    id,
    people: zone?.present ?? null,
    approaching: zone?.approaching ?? null,
    queue:
      queue === undefined
        ? null
        : { length: zone?.queueLength ?? null, waitS: zone?.predictWaitS(at) ?? null },
  };
}
