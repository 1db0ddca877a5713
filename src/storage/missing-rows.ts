import type { MissingRows, SeqGap } from '../ports/event-store.ts';

interface Span {
  readonly fromSeq: number;
  readonly toSeq: number;
}

/** Lists the sequence numbers of `span` that are not in `held`, in order, each range with its reason from `gaps`. */
export function missingRows(span: Span, held: Iterable<number>, gaps: readonly SeqGap[]): MissingRows[] {
  return holesIn(span, held).flatMap((hole) => explain(hole, gaps));
}

function holesIn({ fromSeq, toSeq }: Span, held: Iterable<number>): Span[] {
  const holes: Span[] = [];
  let next = fromSeq;
  for (const seq of held) {
    if (seq > next) holes.push({ fromSeq: next, toSeq: seq - 1 });
    next = seq + 1;
  }
  if (next <= toSeq) holes.push({ fromSeq: next, toSeq });
  return holes;
}

function explain({ fromSeq, toSeq }: Span, gaps: readonly SeqGap[]): MissingRows[] {
  const parts: MissingRows[] = [];
  let next = fromSeq;
  for (const gap of gaps) {
    if (gap.toSeq < next || gap.fromSeq > toSeq) continue;
    if (gap.fromSeq > next) parts.push({ fromSeq: next, toSeq: gap.fromSeq - 1, reason: 'not-kept' });
    const [from, to] = [Math.max(next, gap.fromSeq), Math.min(toSeq, gap.toSeq)];
    parts.push({ fromSeq: from, toSeq: to, reason: gap.reason });
    next = to + 1;
  }
  if (next <= toSeq) parts.push({ fromSeq: next, toSeq, reason: 'not-kept' });
  return parts;
}

/** Returns the rows that are missing in two storages at the same time. Both lists cover the same span of numbers. */
export function missingInBoth(first: readonly MissingRows[], second: readonly MissingRows[]): MissingRows[] {
  return first.flatMap((one) =>
    second.flatMap((other) => {
      const [fromSeq, toSeq] = [Math.max(one.fromSeq, other.fromSeq), Math.min(one.toSeq, other.toSeq)];
      const reason = one.reason === 'not-kept' ? other.reason : one.reason;
      return fromSeq > toSeq ? [] : [{ fromSeq, toSeq, reason }];
    }),
  );
}
