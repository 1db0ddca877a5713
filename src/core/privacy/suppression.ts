/** Amounts by cell: `zones/table/entries` → 3. */
export type Amounts = { readonly [cell: string]: number };

/** What a set remembers within a quarter of an hour; all of it in the checkpoint. */
export type SuppressionState = {
  /** Amounts of the first window withheld in this quarter. */
  readonly first: Amounts | null;
  /** A second window was withheld whatever its counts were. */
  readonly isPaired: boolean;
  /** Withheld in an earlier quarter and not counted yet: belongs to the next window. */
  readonly carry: Amounts;
};

const NO_AMOUNTS: Amounts = {};
export const NEW_SET: SuppressionState = { first: null, isPaired: false, carry: NO_AMOUNTS };

/**
 * Cells that are published or withheld together, window by window, while the quarter of an hour that they add up to is
 * published exactly. One withheld cell alone would follow from the quarter's total, and several would when all of them
 * are as large as a withheld cell can be. So after the first withheld window of a quarter the next is withheld too,
 * whatever it holds: its counts have no upper bound, and any withheld amount may as well be part of it.
 *
 * Where the quarter ends before there is a next window, the amounts move into the first window of the next quarter, out
 * of this one's total. The order of withheld windows follows from the published ones alone, so that not even somebody
 * who knows the rule learns more. Zeros count as small: if they were published, every withheld cell would be at least
 * one, and the total of a quiet quarter would give it away.
 */
export function suppress(
  state: SuppressionState,
  isSmall: boolean,
  amounts: () => Amounts,
): { readonly state: SuppressionState; readonly isWithheld: boolean } {
  const { first, isPaired } = state;
  const rest = state.carry === NO_AMOUNTS ? state : { ...state, carry: NO_AMOUNTS };
  if (first !== null && !isPaired)
    // The first one's amounts are hidden in the total from now on, and need not be remembered.
    return { state: { first: NO_AMOUNTS, isPaired: true, carry: NO_AMOUNTS }, isWithheld: true };
  if (!isSmall) return { state: rest, isWithheld: false };
  return { state: first === null ? { ...rest, first: amounts() } : rest, isWithheld: true };
}

/** The quarter ends: what must not be in its total, and the set as it begins the next quarter. */
export function endQuarter({ first, isPaired, carry }: SuppressionState): {
  readonly state: SuppressionState;
  readonly deferred: Amounts;
} {
  const deferred = first !== null && !isPaired ? first : {};
  return { state: { ...NEW_SET, carry: addAmounts(carry, deferred) }, deferred };
}

function addAmounts(a: Amounts, b: Amounts): Amounts {
  const sum: { [cell: string]: number } = { ...a };
  for (const [cell, amount] of Object.entries(b)) sum[cell] = (sum[cell] ?? 0) + amount;
  return sum;
}
