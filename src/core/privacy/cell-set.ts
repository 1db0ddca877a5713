/** One number of a window; `id` names it over all windows: `zones/table/entries`. */
export interface Cell {
  readonly id: string;
  readonly group: string;
  readonly field: string;
}

/** Cells that are published or withheld together. */
export interface CellSet {
  readonly key: string;
  /** Its place among the sets of the store. */
  readonly at: number;
  /** Small when one of these is. */
  readonly cells: readonly Cell[];
  /** Never in a short window, however many there are. */
  readonly isLongOnly: boolean;
  /** For amounts: whose number has to be large enough, and the sets after which it is withheld. */
  readonly amount: { readonly people: readonly Cell[]; readonly after: readonly CellSet[] } | undefined;
}
