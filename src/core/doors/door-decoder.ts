import type { CrossingSink } from '../model/crossing.ts';
import type { EpochMs, SensorId } from '../model/ids.ts';
import type { SensorObservation } from '../model/observation.ts';
import type { CountingMethod } from '../model/sensor-kind.ts';
import type { Checkpointed } from '../model/state-part.ts';
import { composed } from '../model/state-part.ts';
import type { DoorCounterModel } from '../model/store-model.ts';
import { BeamPairDecoder } from './beam-pair-decoder.ts';
import { CounterClockDrift } from './counters/counter-clock-drift.ts';
import { CounterDecoder } from './counters/counter-decoder.ts';
import { RangePathDecoder } from './range-path-decoder.ts';
import { turnCrossings } from './turn-round.ts';

/** Turns one sensor's observations into crossings. Other kinds of observations only count as heartbeats. */
export interface DoorDecoder extends Checkpointed {
  acceptObservation(observation: SensorObservation): void;
  advance(at: EpochMs): void;
  /** Handles a lost link. */
  lost(): void;
}

type ReadableCounter = Pick<DoorCounterModel, 'maxTotal' | 'isSwapped'> & {
  readonly method: Exclude<CountingMethod, 'intervals'>;
};

/** Creates a decoder. Camera lines need none: their crossings come from tracks. */
export function createDecoder(
  { method, maxTotal, isSwapped = false }: ReadableCounter,
  sensor: SensorId,
  outer: CrossingSink,
): DoorDecoder {
  const sink = isSwapped ? turnCrossings(outer) : outer;
  switch (method) {
    case 'beams':
      return ofBeams(new BeamPairDecoder(sensor, sink));
    case 'ranges':
      return ofRanges(new RangePathDecoder(sensor, sink));
    case 'counter':
      return ofCounter(sensor, new CounterDecoder(sensor, sink, maxTotal), sink);
  }
}

function ofBeams(beams: BeamPairDecoder): DoorDecoder {
  return {
    acceptObservation: (seen) => {
      if (seen.kind === 'BeamsCrossed') beams.acceptEdge(seen.beam, seen.blocked, seen.at);
    },
    advance: (at) => beams.advance(at),
    lost: () => beams.reset(),
    state: beams.state,
  };
}

function ofRanges(ranges: RangePathDecoder): DoorDecoder {
  return {
    acceptObservation: (seen) => {
      if (seen.kind === 'RangesRead') ranges.acceptRanges(seen.outerMm, seen.innerMm, seen.at);
    },
    advance: (at) => ranges.advance(at),
    lost: () => ranges.reset(),
    state: ranges.state,
  };
}

function ofCounter(sensor: SensorId, counter: CounterDecoder, sink: CrossingSink): DoorDecoder {
  const drift = new CounterClockDrift();
  return {
    acceptObservation: (seen) => {
      if (seen.kind !== 'CounterRead') {
        counter.alive(seen.at);
        return;
      }
      counter.acceptReading(seen);
      const news = seen.clockS === undefined ? undefined : drift.update(seen.at, seen.clockS);
      if (news === 'drifts') sink.faulted(sensor, seen.at, 'clock-drift');
      else if (news === 'mended') sink.recovered(sensor, seen.at, 'clock-drift');
    },
    advance: () => undefined,
    lost: () => counter.lost(),
    state: composed({ counter: counter.state, drift: drift.state }),
  };
}
