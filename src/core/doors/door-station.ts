import type { DoorModel, LineModel } from '../engine/store-model.ts';
import { boolean } from '../model/codec.ts';
import type { Checkpointed } from '../model/state-part.ts';
import { composed, composedById, held } from '../model/state-part.ts';
import type { LineId, SensorId } from '../types.ts';
import type { CrossingSink } from './crossing.ts';
import type { DoorDecoder } from './door-decoder.ts';
import { createDecoder } from './door-decoder.ts';
import type { DoorFusionSink } from './door-fusion.ts';
import { DoorFusion } from './door-fusion.ts';
import { countingKind, DoorSource } from './door-source.ts';

/** The part of a store's model that its doors need. */
export interface DoorStore {
  readonly doors: readonly DoorModel[];
  readonly lines: readonly Pick<LineModel, 'id' | 'sensors'>[];
  readonly sensors: readonly { readonly id: SensorId; readonly type: string }[];
}

/** One door with all that counts at it. */
export interface DoorStation extends Checkpointed {
  readonly door: DoorModel;
  readonly fusion: DoorFusion;
  readonly sources: readonly DoorSource[];
  readonly decoders: ReadonlyMap<SensorId, DoorDecoder>;
  /** A contact says that the door is shut. */
  isShut: boolean;
}

/** `sinkOf` is asked once per sensor; `auditedSd` has the errors that audits found, by sensor or line. */
export function createStation(
  store: DoorStore,
  door: DoorModel,
  sinks: { readonly fusion: DoorFusionSink; readonly sinkOf: (source: DoorSource) => CrossingSink },
  auditedSd: Readonly<Record<string, number>>,
): DoorStation {
  const sources: DoorSource[] = [];
  const decoders = new Map<SensorId, DoorDecoder>();
  for (const sensor of door.sensors) {
    const kind = countingKind(store.sensors.find(({ id }) => id === sensor)?.type ?? '');
    if (kind === undefined) continue;
    const source = new DoorSource(sensor, sensor, kind, auditedSd[sensor]);
    sources.push(source);
    decoders.set(sensor, createDecoder(kind, sensor, sinks.sinkOf(source)));
  }
  for (const line of door.lines) {
    const camera = cameraOf(store, line);
    if (camera !== undefined) sources.push(new DoorSource(line, camera, 'line', auditedSd[line]));
  }
  const fusion = new DoorFusion(door.id, sources, sinks.fusion);
  return withState({ door, fusion, sources, decoders, isShut: false });
}

function withState(station: Omit<DoorStation, 'state'>): DoorStation {
  const { fusion, sources, decoders } = station;
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
    decoders: composedById(decoders),
    isShut,
  });
  return Object.assign(station, { state });
}

function cameraOf(store: DoorStore, line: LineId): SensorId | undefined {
  return store.lines.find(({ id }) => id === line)?.sensors[0];
}
