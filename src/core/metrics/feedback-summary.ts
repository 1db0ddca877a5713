import { happyIndex } from '../doors/press-filter.ts';
import type { StoreModel } from '../engine/store-model.ts';
import { sensorsOfKind, tagsOf } from '../engine/store-model.ts';
import type { OpenWindow } from './open-window.ts';
import type { CoverageOf } from './sensor-coverage.ts';
import type { FeedbackSummary } from './summary.ts';

/** Of a tag with buttons, which does not say how many it has. */
const USUAL_BUTTONS = 4;

/** Everything that people give feedback by. */
export function feedbackIds(model: Pick<StoreModel, 'sensors' | 'tags'>): string[] {
  const wired = sensorsOfKind(model.sensors, 'takes-answers');
  return [...wired.map(({ id }): string => id), ...tagsOf(model, 'button')];
}

/** Terminals on a wire, and tags with buttons: those are heard as long as one receiver is. */
export function feedbackSummaries(
  model: StoreModel,
  window: OpenWindow,
  coverage: CoverageOf,
): FeedbackSummary[] {
  const wired = sensorsOfKind(model.sensors, 'takes-answers');
  const receivers = sensorsOfKind(model.sensors, 'hears-tags');
  const heard = Math.max(0, ...receivers.map(({ id }) => coverage([id])));
  return [
    ...wired.map(({ id, buttons }) => feedbackSummary(id, coverage([id]), window.presses[id], buttons)),
    ...tagsOf(model, 'button').map((id) => feedbackSummary(id, heard, window.presses[id])),
  ];
}

function feedbackSummary(
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
