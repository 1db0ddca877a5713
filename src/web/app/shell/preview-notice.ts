import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { CameraPreviewState, StoreView } from '../../../ports/console.ts';
import { api } from '../kit/api.ts';
import { displayName } from '../kit/display-names.ts';
import { html } from '../kit/html.ts';
import { t } from '../kit/i18n.ts';

const REFRESH_MS = 5_000;

/** Shown on every page and to every user while a camera preview is open. */
export function PreviewNotice({ shop }: { readonly shop: StoreView }): VNode | null {
  const [state, setState] = useState<CameraPreviewState | null>(null);
  useEffect(() => {
    const load = () => {
      if (!document.hidden) void api.aiming().then(setState, () => undefined);
    };
    load();
    const timer = setInterval(load, REFRESH_MS);
    return () => clearInterval(timer);
  }, []);
  if (state === null) return null;
  const isClear = state.clearForSeconds !== null;
  return html`<p class="notice" role="status"><a href="#devices/camera/${encodeURIComponent(state.sensor)}">● ${t('aimingNotice', { name: displayName(shop, state.sensor) })}</a>
    ${t(isClear ? 'aimingNoticeClear' : 'aimingHidden')}</p>`;
}
