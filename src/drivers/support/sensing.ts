import type { Sensing } from '../../ports/sensor.ts';

/** What sensors do, in the words of the privacy report. */
export const INTERRUPTION: Sensing = {
  senses: 'That something interrupts a beam or stands at a distance; not who or what.',
  keeps: 'Crossings become counts at once.',
};
export const COUNTER_TOTALS: Sensing = {
  senses: 'Nothing itself: reads how many the counter at the door has counted.',
  keeps: 'Totals only.',
};
export const REPORTED_NUMBERS: Sensing = {
  senses:
    'Nothing itself: reads how many a device at a door or a zone has counted, or whether a person is there.',
  keeps: 'Numbers only.',
};
export const BUTTON_PRESSES: Sensing = {
  senses: 'That a button was pressed.',
  keeps: 'Presses are counted.',
};
export const SALES: Sensing = {
  senses: 'Nothing itself: reads how many sales a till has made, and nothing else of them.',
  keeps: 'Counts only; what else a till sends is dropped unread.',
};
/** Another device receives the adverts. They arrive through the store's own broker. */
export const FORWARDED_ADVERTS: Sensing = {
  senses: 'Bluetooth advertisements that another device in the store hears and forwards.',
  keeps:
    'Addresses become random pseudonyms where they arrive; the key lives for five minutes at most and is overwritten. ' +
    'The other device and the local broker carry addresses: keep that broker inside the store.',
};
