import type { SensorReading } from '../../../../ports/console/sensor-trace.ts';
import { countText } from '../../kit/number-text.ts';
import { t } from './words.ts';

/** Describes a reading for a technician. */
export function readingText(reading: SensorReading): string {
  switch (reading.kind) {
    case 'totals':
    case 'people-passed':
      return t(`read ${reading.kind}`, { in: numberText(reading.in), out: numberText(reading.out) });
    case 'beam':
      return t(`read ${reading.isOuter ? 'outer' : 'inner'} ${reading.isBroken ? 'broken' : 'free'}`);
    case 'ranges':
      return t('read ranges', { outer: cm(reading.outerMm), inner: cm(reading.innerMm) });
    case 'people-seen':
      return pictureText(reading);
    case 'heads':
      return reading.people === null ? t('read heads unknown') : t('read heads', { n: reading.people });
    case 'signal':
      return t('read signal', { name: reading.tag ?? t('unknownRadio'), n: Math.round(reading.rssiDbm) });
    case 'contact':
      return t(reading.isOpen ? 'read contact open' : 'read contact shut');
    case 'button':
      return t('read button', { n: reading.button });
    case 'sales':
      return t('read sales', { n: reading.transactions });
    default:
      return reading satisfies never;
  }
}

function pictureText({ people, frame }: Extract<SensorReading, { readonly kind: 'people-seen' }>): string {
  const seen = t('read people-seen', { n: people });
  return frame === null ? seen : `${seen}, ${t('pictureSize', { w: frame.widthPx, h: frame.heightPx })}`;
}

/** A missing number is shown as a dash, because it is not 0. */
function numberText(count: number | null): string {
  return count === null ? '–' : countText(count);
}

function cm(mm: number): number {
  return Math.round(mm / 10);
}
