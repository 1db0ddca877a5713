import type { Codec, TypeOf } from '../model/codec.ts';
import { boolean, branded, maybe, number, row } from '../model/codec.ts';
import type { EpochMs } from '../model/ids.ts';

const at = branded<EpochMs>();

/** One person in one zone: about to enter, inside, or about to leave. In a checkpoint a zone has its id. */
export const createStayCodec = (zone: Codec<number>) =>
  row({
    zone,
    person: number,
    begun: boolean,
    engaged: boolean,
    /** How often the running visit was emitted. */
    told: number,
    /** The true beginning was not seen. */
    beganUnseen: boolean,
    firstInsideAt: at,
    lastInsideAt: at,
    /** The person came up inside, out of nowhere, while another had just been lost sight of there. */
    isDoubtful: boolean,
    /** Start of the visit that began under another person number and continues under this one. */
    resumedFrom: maybe(at),
    x: number,
    y: number,
    /** Last time inside the polygon or its margin. */
    lastNearAt: at,
  });
export type Stay = TypeOf<ReturnType<typeof createStayCodec>>;
