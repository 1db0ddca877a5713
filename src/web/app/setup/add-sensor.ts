import type { Json } from '../../../core/model/ids.ts';
import type { StoreView } from '../../../ports/console/console.ts';
import type { SettingsEdit, SettingsText } from '../../../ports/console/console-settings.ts';
import { freeName, randomId } from '../canvas/shapes.ts';
import { t } from '../kit/forms/setup-words.ts';
import { saveSettings } from '../state/save-settings.ts';
import { withLists } from '../state/with-lists.ts';

export interface NewSensor {
  readonly name: string;
  /** The sensor's type and settings, without id and name. */
  readonly own: { readonly [key: string]: Json };
  /** Where the sensor counts. With `new-door` and `zone`, the door or zone is created together with the sensor. */
  readonly at: 'new-door' | 'zone' | 'nowhere' | { readonly door: string };
}

/** Adds a sensor together with its door or zone, so that its counts are used immediately. Returns the sensor's id. */
export async function addSensor(settings: SettingsText, sensor: NewSensor, shop: StoreView): Promise<string> {
  const { name, own } = sensor;
  const id = randomId(
    'sensor',
    shop.sensors.map((one) => one.id),
  );
  const fresh = { path: ['sensors', id], value: { id, name, ...own } };
  await saveSettings(settings, withLists([fresh, ...placeEdits(id, sensor, shop)], settings.tree));
  return id;
}

/**
 * Returns the door at which a counter is added unless the technician chooses another: the one whose name is in the
 * device's name, such as “counter_over_the_front_door”.
 */
export function likelyDoor(device: string, { doors }: Pick<StoreView, 'doors'>): NewSensor['at'] {
  const spoken = plainWords(device);
  const named = doors.find(({ name }) => plainWords(name) !== '' && spoken.includes(plainWords(name)));
  return named === undefined ? 'new-door' : { door: named.id };
}

function plainWords(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

function placeEdits(id: string, { at, name }: NewSensor, shop: StoreView): SettingsEdit[] {
  if (at === 'nowhere') return [];
  if (at === 'zone') {
    const zone = randomId('zone', idsOf(shop.zones));
    return [{ path: ['zones', zone], value: { id: zone, name, space: id } }];
  }
  if (at === 'new-door') {
    const door = randomId('door', idsOf(shop.doors));
    const names = shop.doors.map((one) => one.name);
    return [{ path: ['doors', door], value: { id: door, name: freeName(t('door'), names), sensors: [id] } }];
  }
  const there = shop.doors.find((one) => one.id === at.door)?.sensors ?? [];
  return [{ path: ['doors', at.door, 'sensors'], value: [...there, id] }];
}

function idsOf(list: readonly { readonly id: string }[]): string[] {
  return list.map(({ id }) => id);
}
