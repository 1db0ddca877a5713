import type { CountingMethod } from '../model/sensor-kind.ts';
import type { SensorObservation } from '../observation.ts';
import type { Checkpointed, EpochMs, Json, SensorId } from '../types.ts';
import { BeamPairDecoder } from './beam-pair-decoder.ts';
import { ClockDrift } from './clock-drift.ts';
import { CounterDecoder } from './counter-decoder.ts';
import type { CrossingSink } from './crossing.ts';
import { RangePathDecoder } from './range-path-decoder.ts';

/** One sensor's observations to its crossings. Observations of other kinds are proofs of life, and nothing else. */
export interface DoorDecoder extends Checkpointed {
  see(observation: SensorObservation): void;
  advance(at: EpochMs): void;
  /** The link broke. */
  lost(): void;
}

/** A camera line needs none: its crossings are concluded from tracks. */
export function createDecoder(method: CountingMethod, sensor: SensorId, sink: CrossingSink): DoorDecoder {
  switch (method) {
    case 'beams':
      return ofBeams(new BeamPairDecoder(sensor, sink));
    case 'ranges':
      return ofRanges(new RangePathDecoder(sensor, sink));
    case 'counter':
      return ofCounter(sensor, new CounterDecoder(sensor, sink), sink);
  }
}

function ofBeams(beams: BeamPairDecoder): DoorDecoder {
  return {
    see: (seen) => {
      if (seen.kind === 'BeamsCrossed') beams.see(seen.beam, seen.blocked, seen.at);
    },
    advance: (at) => beams.advance(at),
    lost: () => beams.reset(),
    snapshot: () => beams.snapshot(),
    restore: (saved) => beams.restore(saved),
  };
}

function ofRanges(ranges: RangePathDecoder): DoorDecoder {
  return {
    see: (seen) => {
      if (seen.kind === 'RangesRead') ranges.see(seen.outerMm, seen.innerMm, seen.at);
    },
    advance: (at) => ranges.advance(at),
    lost: () => ranges.reset(),
    snapshot: () => ranges.snapshot(),
    restore: (saved) => ranges.restore(saved),
  };
}

function ofCounter(sensor: SensorId, counter: CounterDecoder, sink: CrossingSink): DoorDecoder {
  const drift = new ClockDrift();
  return {
    see: (seen) => {
      if (seen.kind !== 'CounterRead') {
        counter.alive(seen.at);
        return;
      }
      counter.see(seen);
      const news = seen.clockS === undefined ? undefined : drift.see(seen.at, seen.clockS);
      if (news === 'drifts') sink.faulted(sensor, seen.at, 'clock-drift');
      else if (news === 'mended') sink.recovered(sensor, seen.at, 'clock-drift');
    },
    advance: () => undefined,
    lost: () => counter.lost(),
    snapshot: () => ({ counter: counter.snapshot(), drift: drift.snapshot() }),
    restore: (saved) => {
      const state = saved as { readonly counter: Json; readonly drift: Json };
      counter.restore(state.counter);
      drift.restore(state.drift);
    },
  };
}
