import type { SensorKind } from '../../../../core/model/sensor-kind.ts';
import type { SensorWord } from './words.ts';

type Fault = Extract<SensorWord, `wrong ${string}`>;

const FAULTS: Readonly<Record<SensorKind, readonly Fault[]>> = {
  'counts-people': ['wrong way', 'wrong lines', 'wrong silence'],
  'counts-heads': ['wrong silence'],
  'sees-people': ['wrong people', 'wrong silence'],
  'hears-tags': ['wrong place', 'wrong signal', 'wrong silence'],
  'makes-sales': ['wrong sales', 'wrong silence'],
  'takes-answers': ['wrong button', 'wrong silence'],
  'watches-door': ['wrong contact', 'wrong silence'],
};

/**
 * Lists the usual faults of a kind of sensor, the likeliest first. The text of a fault's remedy has the same name with
 * `do ` before it.
 */
export function getFaults(kind: SensorKind): readonly Fault[] {
  return FAULTS[kind];
}
