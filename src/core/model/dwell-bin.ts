/** [bin, visits that ended, visits that were censored]; bins rise. */
export type DwellBin = readonly [bin: number, ended: number, censored: number];
