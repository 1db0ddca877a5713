import type { SensorId, TagId } from '../../core/model/ids.ts';
import type { SensorObservation } from '../../core/model/observation.ts';
import type { BleAdvert } from '../../ports/links.ts';

/** Converts one message of a radio into observations: two for a tag that also reports sensor values. */
export function observeAdvert(advert: BleAdvert, sensor: SensorId): SensorObservation[] {
  if (advert.kind === 'alive') return [{ kind: 'SensorAlive', sensor, at: advert.at }];
  if (advert.kind === 'deaf') return [{ kind: 'SensorDown', sensor, at: advert.at, cause: 'LINK_SILENT' }];
  if (advert.kind === 'radio') {
    const { at, pseudonym, rssiDbm } = advert;
    return [{ kind: 'RadioHeard', sensor, at, pseudonym, rssiDbm }];
  }
  if (advert.kind === 'buckets') {
    const { at, key, buckets } = advert;
    return [{ kind: 'RadioBucketsRead', sensor, at, key, buckets }];
  }
  const { at, rssiDbm, powerAt1mDbm, report } = advert;
  const tag = advert.tag as TagId;
  const power = powerAt1mDbm === undefined ? {} : { powerAt1mDbm };
  const heard = { kind: 'TagHeard', sensor, at, tag, rssiDbm, ...power } as const;
  return report === undefined ? [heard] : [heard, { kind: 'TagReported', sensor, at, tag, ...report }];
}
