import { existsSync, readFileSync } from 'node:fs';
import type { DayAlarm } from '../../core/forecast/day-alarms.ts';
import { MetricHistory } from '../../core/forecast/metric-history.ts';
import { byKey, choice, list, nullable, number, struct, text } from '../../core/model/codec.ts';
import type { Json } from '../../core/model/ids.ts';
import { writeDurably } from '../../files/durable-file.ts';
import type { Log } from '../../ports/log.ts';

const VERSION = 1;
const ALARM = struct({
  ...{ kind: text<DayAlarm['kind']>(), day: number, hour: nullable(number) },
  ...{ actual: number, expected: number },
});
const STATE = struct({
  ...{ version: choice(VERSION), alarms: list(ALARM) },
  metrics: byKey<string, MetricHistory>(MetricHistory.codec),
});
/** Largest file that is read, in bytes. The file of a store with twenty queues is a tenth of this. */
const MOST_BYTES = 20_000_000;

/** The history and the forecasts by metric, and the last alarms. */
export interface ForecastState {
  readonly metrics: Map<string, MetricHistory>;
  readonly alarms: DayAlarm[];
}

/**
 * The file with history, forecasts and alarms. It is written once a night, and after an alarm. If it is damaged, a new
 * history begins.
 */
export class ForecastFile {
  readonly #path: string;
  readonly #log: Log;

  constructor(path: string, log: Log) {
    this.#path = path;
    this.#log = log;
  }

  read(): ForecastState {
    if (!existsSync(this.#path)) return { metrics: new Map(), alarms: [] };
    try {
      const text = readFileSync(this.#path, 'utf8');
      if (text.length > MOST_BYTES) throw new RangeError(`larger than ${MOST_BYTES} bytes`);
      return decode(JSON.parse(text) as Json);
    } catch (error) {
      this.#log.warn({ err: error }, 'the forecast cannot be read: it begins anew');
      return { metrics: new Map(), alarms: [] };
    }
  }

  /** Writes the state. If the disk is full, the new forecasts are lost at the next restart. */
  write(state: ForecastState): void {
    try {
      writeDurably(this.#path, JSON.stringify(STATE.encode({ version: VERSION, ...state })));
    } catch (error) {
      this.#log.warn({ err: error }, 'the forecast cannot be kept');
    }
  }
}

function decode(saved: Json): ForecastState {
  const { metrics, alarms } = STATE.decode(saved, '');
  return { metrics, alarms };
}
