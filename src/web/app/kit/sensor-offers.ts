import type { OfferedSensor } from '../../../ports/console/sensor-offer.ts';
import { api } from './api.ts';
import { currentLanguage } from './language.ts';

let offers: readonly OfferedSensor[] = [];

/** Every type of sensor; asked for once, by the pages with forms. */
export async function loadOffers(): Promise<readonly OfferedSensor[]> {
  if (offers.length === 0) offers = await api.kinds();
  return offers;
}

/** The name of a sensor type in the technician's words; undefined for what is no sensor type, or not loaded. */
export function kindName(type: string): string | undefined {
  return offers.find((offer) => offer.type === type)?.name[currentLanguage()];
}
