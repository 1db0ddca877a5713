import type { Codec, TypeOf } from '../model/codec.ts';
import { boolean, branded, maybe, number, row } from '../model/codec.ts';
import type { EpochMs } from '../model/ids.ts';

const at = branded<EpochMs>();

/** One person in one zone: about to enter, inside, or about to leave. Checkpoints save zone ids. */
export const createStayCodec = (zone: Codec<number>) =>
  row({
    zone,
    person: number,
    begun: boolean,
    engaged: boolean,
    /** Number of times the open visit was emitted. */
    told: number,
    /** True when the begin of the visit was not observed. */
    beganUnseen: boolean,
    firstInsideAt: at,
    lastInsideAt: at,
    /** True when the track began inside while another had just been lost there. */
    isDoubtful: boolean,
    /** Start of the visit that this one continues under another person number. */
    resumedFrom: maybe(at),
    x: number,
    y: number,
    /** Time of the last position inside the polygon or its margin. */
    lastNearAt: at,
  });
export type Stay = TypeOf<ReturnType<typeof createStayCodec>>;

export function findStay(stays: readonly Stay[] | undefined, zone: number): Stay | undefined {
  if (stays !== undefined) for (const stay of stays) if (stay.zone === zone) return stay;
  return undefined;
}
