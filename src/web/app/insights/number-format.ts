import { readName } from '../../../core/insights/figure.ts';
import { countText, meanText, minutesText, percentText } from '../kit/number-text.ts';

/** Unit of a number. The exports also contain it. */
export type Unit = 'people' | 'share' | 'ms' | 'index' | 'mean' | 'count';

const UNITS: Readonly<Record<string, Unit>> = {
  ...{
    captureRate: 'share',
    conversion: 'share',
    bounceShare: 'share',
    repeatShare: 'share',
    engagedShare: 'share',
  },
  ...{
    visitMean: 'ms',
    dwellMedian: 'ms',
    dwellP90: 'ms',
    presence: 'ms',
    waitMean: 'ms',
    waitP95: 'ms',
    trolleyDwell: 'ms',
  },
  ...{ happyIndex: 'index', lengthMean: 'mean' },
  ...{ transactions: 'count', answers: 'count', pickUps: 'count', putBacks: 'count', groups: 'count' },
  ...{ visits: 'count', engaged: 'count', trolleyVisits: 'count' },
};

export function getUnit(key: string): Unit {
  return UNITS[readName(key)] ?? 'people';
}

export function numberText(key: string, value: number): string {
  switch (getUnit(key)) {
    case 'share':
      return percentText(value);
    case 'ms':
      return minutesText(value);
    case 'index':
    case 'mean':
      return meanText(value);
    default:
      return countText(value);
  }
}
