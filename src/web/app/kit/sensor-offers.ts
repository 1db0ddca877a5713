import type { OfferedSensor } from '../../../ports/console/sensor-offer.ts';
import { api } from './api.ts';
import { currentLanguage } from './language.ts';

let offers: readonly OfferedSensor[] = [];

/** Loads all sensor types once, for the pages with forms. */
export async function loadOffers(): Promise<readonly OfferedSensor[]> {
  if (offers.length === 0) offers = await api.kinds();
  return offers;
}

/** Returns the name of a sensor type; undefined for an unknown type, or before loading. */
export function kindName(type: string): string | undefined {
  return offers.find((offer) => offer.type === type)?.name[currentLanguage()];
}
