import { boolean } from '../model/codec.ts';
import type { CrossingSink } from '../model/crossing.ts';
import type { EpochMs, LineId, SensorId } from '../model/ids.ts';
import type { ContactRead } from '../model/observation.ts';
import type { Checkpointed } from '../model/state-part.ts';
import { composed, composedById, composedOptional, held } from '../model/state-part.ts';
import type {
  DoorCounterModel,
  DoorModel,
  LineModel,
  SensorIdentity,
  SensorModel,
} from '../model/store-model.ts';
import { CountSource } from './count-source.ts';
import type { IntervalSink } from './counters/interval-counter.ts';
import { IntervalCounter } from './counters/interval-counter.ts';
import type { DoorDecoder } from './door-decoder.ts';
import { createDecoder } from './door-decoder.ts';
import type { DoorFusionSink } from './door-fusion.ts';
import { DoorFusion } from './door-fusion.ts';
import type { CountSourceStatus } from './door-status.ts';
import type { InOutBias } from './occupancy/missed-entries.ts';
import { PartsSource } from './parts-source.ts';
import { turnIntervals } from './turn-round.ts';
import type { TurnSink } from './turned-visits.ts';
import { TurnedVisits } from './turned-visits.ts';

/** The part of a store's model that its doors need. */
export interface CountedDoorModel {
  readonly doors: readonly DoorModel[];
  readonly lines: readonly (Pick<LineModel, 'id' | 'sensors'> & Partial<Pick<LineModel, 'space'>>)[];
  readonly sensors: readonly SensorModel[];
}

export interface CountedDoor extends Checkpointed {
  readonly door: DoorModel;
  readonly fusion: DoorFusion;
  readonly sources: readonly CountSource[];
  /** The sources that each see only a part of the door's width, combined into one source. */
  readonly parts: PartsSource | undefined;
  readonly decoders: ReadonlyMap<SensorId, DoorDecoder>;
  /** Counters that report people some time after they passed. They fill times in which no source watched the door. */
  readonly intervals: ReadonlyMap<SensorId, IntervalCounter>;
  /** Undefined for a door without a line on the floor plan, and without a second sensor. */
  readonly turns: TurnedVisits | undefined;
  /** Totals of the counters in `intervals` since the program started. */
  readonly told: ReadonlyMap<SensorId, Told>;
  /** True while a contact reports a shut door. */
  isShut: boolean;
}

interface Told {
  in: number;
  out: number;
  readonly errorShare: number;
}

export interface DoorSinks {
  readonly fusion: DoorFusionSink;
  readonly findBias: () => InOutBias;
  readonly sinkOf: (source: CountSource) => CrossingSink;
  readonly intervalsOf: (counter: DoorCounterModel & SensorIdentity) => IntervalSink;
  readonly turned: TurnSink;
}

/** Assumed relative error of a line's count before an audit or a comparison. */
const LINE_SD = 0.1;

/**
 * Creates a door. `sinkOf` is called once per sensor; `auditedSd` holds relative errors from audits, by sensor or line.
 */
export function createCountedDoor(
  store: CountedDoorModel,
  door: DoorModel,
  sinks: DoorSinks,
  auditedSd: Readonly<Record<string, number>>,
): CountedDoor {
  const sources: CountSource[] = [];
  const decoders = new Map<SensorId, DoorDecoder>();
  const intervals = new Map<SensorId, IntervalCounter>();
  const told = new Map<SensorId, Told>();
  for (const sensor of door.sensors) {
    const counter = store.sensors.find(({ id }) => id === sensor);
    // Other sensors at a door, such as contacts, do not count people.
    if (counter?.kind !== 'counts-people') continue;
    const { method, believedSd } = counter;
    const errorShare = auditedSd[sensor] ?? believedSd;
    if (method === 'intervals') {
      const own: Told = { in: 0, out: 0, errorShare };
      told.set(sensor, own);
      intervals.set(sensor, createIntervals(counter, addingTo(own, sinks.intervalsOf(counter))));
      continue;
    }
    const source = new CountSource(sensor, sensor, method, errorShare);
    sources.push(source);
    decoders.set(sensor, createDecoder({ ...counter, method }, sensor, sinks.sinkOf(source)));
  }
  for (const line of door.lines) {
    const camera = cameraOf(store, line);
    if (camera === undefined) continue;
    sources.push(new CountSource(line, camera, 'line', auditedSd[line] ?? LINE_SD));
  }
  const parts = partsOf(door, sources);
  const fused =
    parts === undefined ? sources : [parts, ...sources.filter((each) => !parts.parts.includes(each))];
  const fusion = new DoorFusion(door.id, fused, sinks.fusion, sinks.findBias);
  const hasLine = store.lines.some(({ id, space }) => space === 'floor' && door.lines.includes(id));
  const turns = hasLine && decoders.size > 0 ? new TurnedVisits(sinks.turned) : undefined;
  return withState({ door, fusion, sources, parts, decoders, intervals, turns, told, isShut: false });
}

function createIntervals({ maxTotal, isSwapped = false }: DoorCounterModel, sink: IntervalSink) {
  return new IntervalCounter(isSwapped ? turnIntervals(sink) : sink, maxTotal);
}

function addingTo(told: Told, sink: IntervalSink): IntervalSink {
  return {
    ...sink,
    reported: (fresh) => {
      told.in += fresh.in ?? 0;
      told.out += fresh.out ?? 0;
      sink.reported(fresh);
    },
  };
}

/** Returns the state of all sources. Sources that see only a part of the door are listed one by one, not combined. */
export function viewSources(station: CountedDoor, at: EpochMs): CountSourceStatus[] {
  const { fusion, parts } = station;
  const sources = fusion.view(at).flatMap((view) => {
    if (parts === undefined || view.id !== parts.id) return [view];
    return parts.parts.map((part) => part.view(at, view.leads, view.errorShare));
  });
  return [...sources, ...viewIntervals(station, at)];
}

/** Returns the state of counters that report people late. No other sensor corrects them, and they never lead. */
function viewIntervals({ intervals, told }: CountedDoor, at: number): CountSourceStatus[] {
  return [...told].map(([sensor, { in: inward, out, errorShare }]) => ({
    ...{ id: sensor, sensor, kind: 'intervals' },
    ...{ isUp: intervals.get(sensor)?.isUp(at) === true, isFaulted: false, leads: false },
    ...{ in: inward, out, factorIn: 1, factorOut: 1, errorShare },
  }));
}

function partsOf({ parts = [] }: DoorModel, sources: readonly CountSource[]): PartsSource | undefined {
  const [first, ...others] = sources.filter(({ id }) => parts.includes(id));
  return first === undefined ? undefined : new PartsSource([first, ...others]);
}

function withState(station: Omit<CountedDoor, 'state'>): CountedDoor {
  const { fusion, sources, parts, decoders, intervals, turns } = station;
  const isShut = held(
    boolean,
    () => station.isShut,
    (value) => {
      station.isShut = value;
    },
  );
  const bySource = composedById(sources.map((source) => [source.id, source]));
  const state = composed({
    fusion: fusion.state,
    sources: bySource,
    parts: composedOptional(parts),
    decoders: composedById(decoders),
    intervals: composedById(intervals),
    turns: composedOptional(turns),
    isShut,
  });
  return Object.assign(station, { state });
}

function cameraOf(store: CountedDoorModel, line: LineId): SensorId | undefined {
  return store.lines.find(({ id }) => id === line)?.sensors[0];
}

/** Returns whether a sensor that sees all people, other than `except`, was up the whole time. */
export function isWatched(
  { sources, parts }: CountedDoor,
  from: number,
  to: number,
  except?: CountSource,
): boolean {
  return sources.some((other) => {
    return other !== except && parts?.parts.includes(other) !== true && other.wasUpSince(from, to);
  });
}

/** Records whether the door is shut, if the contact is one of its sensors. */
export function noteContact(station: CountedDoor, { sensor, open }: ContactRead): void {
  if (station.door.sensors.includes(sensor)) station.isShut = !open;
}

/** Returns the relative error common to all doors: the mean over doors, weighted by flow. */
export function commonError(stations: readonly CountedDoor[], at: EpochMs): number {
  let flow = 0;
  let weighted = 0;
  for (const { fusion } of stations) {
    flow += fusion.flowPerMin + 1e-6;
    weighted += (fusion.flowPerMin + 1e-6) * fusion.sd(at);
  }
  return flow === 0 ? 0 : weighted / flow;
}
