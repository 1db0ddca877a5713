import { sensorsOfKind } from '../../model/store-model.ts';
import type { SummaryContext } from '../summary-context.ts';

/** Returns the best receiver's coverage, because any receiver can hear a tag. */
export function listeningCoverage(context: SummaryContext): number {
  return Math.max(0, ...sharesOf(context, () => true));
}

/** Returns the mean coverage of receivers with a position, because they locate a tag together. */
export function placingCoverage(context: SummaryContext): number {
  const shares = sharesOf(context, ({ place }) => place !== undefined);
  if (shares.length === 0) return 0;
  const sum = shares.reduce((total, share) => total + share, 0);
  return Math.round((10_000 * sum) / shares.length) / 10_000;
}

function sharesOf(
  { model, coverage }: SummaryContext,
  isWanted: (receiver: { readonly place?: unknown }) => boolean,
): number[] {
  return sensorsOfKind(model.sensors, 'hears-tags').flatMap(({ id, receiver }) =>
    isWanted(receiver) ? [coverage([id])] : [],
  );
}
