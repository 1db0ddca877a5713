import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Json } from '../../../core/model/ids.ts';
import type { OfferedSensor } from '../../../ports/console/sensor-offer.ts';
import { FoundPorts } from '../kit/forms/found-ports.ts';
import { html } from '../kit/html.ts';
import { t } from '../kit/i18n.ts';
import { loadOffers } from '../kit/sensor-offers.ts';

interface Props {
  /** One sensor, as the settings contain it. */
  readonly sensor: Json;
  readonly change: (sensor: Json) => void;
}

/**
 * Lists the devices that are plugged in, so that the user need not type a sensor's port. Null for a sensor without a
 * port.
 */
export function PortFinder({ sensor, change }: Props): VNode | null {
  const own = sensor as { readonly [key: string]: Json };
  const [offers, setOffers] = useState<readonly OfferedSensor[]>([]);
  const [isOpen, setOpen] = useState(false);
  useEffect(() => void loadOffers().then(setOffers, () => undefined), []);
  const kind = offers.find(({ type }) => type === own['type']);
  if (kind?.setting === undefined || kind.found === undefined) return null;
  const { setting } = kind;
  if (!isOpen) return html`<button type="button" onClick=${() => setOpen(true)}>${t('findPort')}</button>`;
  return html`<${FoundPorts} kind=${{ ...kind, isOnlyFound: false }} choose=${(device: { readonly path: string } | undefined) => device !== undefined && change({ ...own, [setting]: device.path })} />`;
}
