import type { Codec, TypeOf } from '../model/codec.ts';
import { boolean, branded, maybe, number, row } from '../model/codec.ts';
import type { EpochMs } from '../model/ids.ts';

const at = branded<EpochMs>();

/** One person in one zone: about to enter, inside, or about to leave. In a checkpoint a zone has its id. */
export const stayOf = (zone: Codec<number>) =>
  row({
    zone,
    person: number,
    begun: boolean,
    engaged: boolean,
    /** How often the running visit was told of. */
    told: number,
    /** The true beginning was not seen. */
    beganUnseen: boolean,
    firstInsideAt: at,
    lastInsideAt: at,
    /** The person came up inside, out of nowhere, while another had just been lost sight of there. */
    isDoubtful: boolean,
    /** When the visit began that another person number left off and this one goes on with. */
    resumedFrom: maybe(at),
    x: number,
    y: number,
    /** Last time inside the polygon or its margin. */
    lastNearAt: at,
  });
export type Stay = TypeOf<ReturnType<typeof stayOf>>;
