import type { VNode } from 'preact';
import type { OfferedSensor } from '../../../../ports/console/sensor-offer.ts';
import { html } from '../../kit/html.ts';
import { currentLanguage } from '../../kit/language.ts';

export function KindHead({ kind: { picture, name, about } }: { readonly kind: OfferedSensor }): VNode {
  return html`<span class="kind"><svg viewBox="0 0 48 48" aria-hidden="true"><path d=${picture} /></svg>
    <span><strong>${name[currentLanguage()]}</strong><br /><span class="quiet">${about[currentLanguage()]}</span></span></span>`;
}
