import type { SensorLabels } from '../../ports/sensor.ts';

/** Labels that several sensor types share. */
export const COUNTER_LABELS: SensorLabels = { en: 'counter', de: 'Zähler', fr: 'compteur', es: 'contador' };
export const RECEIVER_LABELS: SensorLabels = {
  en: 'receiver',
  de: 'Empfänger',
  fr: 'récepteur',
  es: 'receptor',
};
export const BUTTON_LABELS: SensorLabels = {
  en: 'feedback buttons',
  de: 'Bewertungstasten',
  fr: 'boutons d’avis',
  es: 'botones de opinión',
};
export const TILL_LABELS: SensorLabels = { en: 'till', de: 'Kasse', fr: 'caisse', es: 'caja' };
