/** [bin, visits that ended, visits that were censored], in rising order of bins. */
export type DwellBin = readonly [bin: number, ended: number, censored: number];
