import type { VNode } from 'preact';
import { html } from '../kit/html.ts';
import { t } from '../kit/i18n.ts';
import type { FloorPair } from './calibration-math.ts';
import { errorText, fitPairs, GOOD_ERROR_M } from './calibration-math.ts';

export interface Quality {
  readonly text: string;
  /** True when the error is small enough for zones. */
  readonly isWell: boolean;
}

/** Describes in one sentence how well the camera's points fit. */
export function findQuality(kept: readonly FloorPair[]): Quality {
  const fit = fitPairs(kept);
  if (fit === undefined) return { text: t('notCalibrated'), isWell: false };
  const text = t('calibrated', { error: errorText(fit.errorM), n: kept.length });
  if (fit.errorM <= GOOD_ERROR_M) return { text, isWell: true };
  return { text: `${text}. ${t('tooRough')}`, isWell: false };
}

export function CalibrationQuality({ kept }: { readonly kept: readonly FloorPair[] }): VNode {
  const { text, isWell } = findQuality(kept);
  return isWell ? html`<p class="good">✓ ${text}</p>` : html`<p class="warn">${text}</p>`;
}
