import { createReadStream, createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { GatewayError } from '../../core/model/gateway-error.ts';
import type { Observation, SensorObservation } from '../../core/model/observation.ts';

const HEADER = { lintelRecording: 1 };
/** Observations that no sensor made. They are not recorded, because a replay makes them itself. */
const OF_TIME: ReadonlySet<Observation['kind']> = new Set(['Tick', 'StoreEmptied', 'DayEnded']);

export interface Recorder {
  record(observation: Observation): void;
  close(): Promise<void>;
}

/**
 * Records observations as lines of JSON. They contain boxes, crossings and tag ids, but no pictures and no radio
 * addresses.
 */
export function openRecorder(path: string): Recorder {
  const file = createWriteStream(path);
  file.write(`${JSON.stringify(HEADER)}\n`);
  return {
    record: (observation) => {
      if (!OF_TIME.has(observation.kind)) file.write(`${JSON.stringify(observation)}\n`);
    },
    close: () =>
      new Promise((resolve, reject) => {
        file.once('error', reject);
        file.end(resolve);
      }),
  };
}

/** Returns whether the file is a recording, by its first line. */
export async function isRecording(path: string): Promise<boolean> {
  for await (const line of createInterface({ input: createReadStream(path, { end: 200 }) })) {
    return line === JSON.stringify(HEADER);
  }
  return false;
}

/**
 * Yields the observations of a recording. Throws INPUT_UNREADABLE with the line number for an invalid line. Ignores an
 * incomplete last line.
 */
export async function* readRecording(path: string): AsyncGenerator<SensorObservation> {
  let number = 0;
  let broken: number | undefined;
  for await (const line of createInterface({ input: createReadStream(path) })) {
    number += 1;
    if (broken !== undefined) {
      throw new GatewayError('INPUT_UNREADABLE', `${path}:${broken} is no observation: record the file anew`);
    }
    if (number === 1) continue;
    const observation = decodeObservation(line);
    if (observation === undefined) broken = number;
    else yield observation;
  }
}

function decodeObservation(line: string): SensorObservation | undefined {
  try {
    const value = JSON.parse(line) as SensorObservation;
    const isWhole =
      typeof value.kind === 'string' && typeof value.sensor === 'string' && Number.isFinite(value.at);
    return isWhole ? value : undefined;
  } catch {
    return undefined;
  }
}
