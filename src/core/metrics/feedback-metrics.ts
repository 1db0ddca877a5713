import { happyIndex } from '../feedback/repeat-press-filter.ts';
import type { Fact } from '../model/fact.ts';
import type { Json } from '../model/ids.ts';
import type { StoreModel } from '../model/store-model.ts';
import { selectTags, sensorsOfKind } from '../model/store-model.ts';
import type { FeedbackSummary } from '../model/window-summary.ts';
import type { MergeRules } from './merging/merge-rules.ts';
import { GROUP_MERGE } from './merging/merge-rules.ts';
import type { CountsAt, SummaryContext } from './summary-context.ts';

export const FEEDBACK_MERGE = {
  sensor: 'last',
  ...GROUP_MERGE,
  happyIndex: { by: ['n'], digits: 1 },
} as const satisfies MergeRules<FeedbackSummary>;

/** Presses per button by sensor, the happiest button first. */
export type FeedbackCounts = { [sensor: string]: number[] };

/** Assumed number of buttons of a tag, because tags do not report theirs. */
const USUAL_BUTTONS = 4;

export function feedbackIds(model: Pick<StoreModel, 'sensors' | 'tags'>): string[] {
  const wired = sensorsOfKind(model.sensors, 'takes-answers');
  return [...wired.map(({ id }): string => id), ...selectTags(model, 'button')];
}

export function recordFeedback(countsAt: CountsAt<FeedbackCounts>): (fact: Fact) => void {
  return (fact) => {
    if (fact.kind !== 'ButtonCounted') return;
    const presses = countsAt(fact.at);
    const counts = presses[fact.sensor] ?? [];
    while (counts.length < fact.button) counts.push(0);
    counts[fact.button - 1] = (counts[fact.button - 1] ?? 0) + 1;
    presses[fact.sensor] = counts;
  };
}

/** Summarises terminals and tags with buttons. Tags are covered while at least one receiver is live. */
export function summarizeFeedback(
  presses: FeedbackCounts,
  { model, coverage }: SummaryContext,
): FeedbackSummary[] {
  const wired = sensorsOfKind(model.sensors, 'takes-answers');
  const receivers = sensorsOfKind(model.sensors, 'hears-tags');
  const heard = Math.max(0, ...receivers.map(({ id }) => coverage([id])));
  return [
    ...wired.map(({ id, buttons }) => summarizeTerminal(id, coverage([id]), presses[id], buttons)),
    ...selectTags(model, 'button').map((id) => summarizeTerminal(id, heard, presses[id])),
  ];
}

function summarizeTerminal(
  sensor: string,
  coverage: number,
  presses: readonly number[] = [],
  buttons = USUAL_BUTTONS,
): FeedbackSummary {
  const head = { sensor, coverage, definition: 'feedback/1' };
  if (coverage === 0) return { ...head, n: null, happyIndex: null };
  const answers = Array.from({ length: buttons }, (_, button) => presses[button] ?? 0);
  const index = happyIndex(answers);
  return {
    ...head,
    n: answers.reduce((sum, count) => sum + count, 0),
    happyIndex: index === undefined ? null : Math.round(1_000 * index) / 10,
  };
}

export function restoreFeedback(saved: Json): FeedbackCounts {
  return saved as FeedbackCounts;
}
