import type { VNode } from 'preact';
import type { StoreView } from '../../../ports/console/console.ts';
import { html } from '../kit/html.ts';
import { t } from '../kit/i18n.ts';
import type { FloorPair } from './calibration-math.ts';
import { errorText, fitPairs, GOOD_ERROR_M } from './calibration-math.ts';

export interface Quality {
  readonly text: string;
  /** True when the error is small enough for zones. */
  readonly isWell: boolean;
}

type Shapes = Pick<StoreView, 'zones' | 'lines'>;

/**
 * Returns whether lines or zones are drawn in the camera's own picture. Such a camera also counts without a
 * calibration.
 */
export function countsInPicture({ zones, lines }: Shapes, camera: string): boolean {
  return [...zones, ...lines].some(({ space }) => space === camera);
}

/**
 * Describes in one sentence how well the camera's points fit. `needsFloor`: without a calibration, the camera counts
 * nothing.
 */
export function findQuality(kept: readonly FloorPair[], needsFloor = true): Quality {
  const fit = fitPairs(kept);
  if (fit === undefined) return { text: t(needsFloor ? 'notCalibrated' : 'ownPicture'), isWell: !needsFloor };
  const text = t('calibrated', { error: errorText(fit.errorM), n: kept.length });
  if (fit.errorM <= GOOD_ERROR_M) return { text, isWell: true };
  return { text: `${text}. ${t('tooRough')}`, isWell: false };
}

interface Props {
  readonly kept: readonly FloorPair[];
  readonly needsFloor?: boolean;
}

export function CalibrationQuality({ kept, needsFloor = true }: Props): VNode {
  const { text, isWell } = findQuality(kept, needsFloor);
  if (isWell && kept.length === 0) return html`<p class="quiet">${text}</p>`;
  return isWell ? html`<p class="good">✓ ${text}</p>` : html`<p class="warn">${text}</p>`;
}
