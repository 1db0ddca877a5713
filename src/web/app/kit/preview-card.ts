import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { CameraPreviewState } from '../../../ports/console/console.ts';
import { ApiError, api } from './api.ts';
import { html } from './html.ts';
import { t } from './i18n.ts';

const MINUTES = 10;
const PICTURE_MS = 1_000;

export interface PreviewState {
  readonly state: CameraPreviewState | null;
  /** Address of the newest picture. */
  readonly picture: string | undefined;
  readonly set: (state: CameraPreviewState | null) => void;
}

/**
 * Requests one picture of a camera preview per second, which keeps the preview open. It ends when no page requests
 * pictures.
 */
export function usePreview(sensor: string): PreviewState {
  const [state, set] = useState<CameraPreviewState | null>(null);
  const [picture, setPicture] = useState<string>();
  const isOn = state !== null && state.sensor === sensor;
  useEffect(() => {
    if (!isOn) return;
    let address: string | undefined;
    let isOver = false;
    const show = (blob: Blob | undefined) => {
      if (blob === undefined || isOver) return;
      const before = address;
      address = URL.createObjectURL(blob);
      setPicture(address);
      if (before !== undefined) setTimeout(() => URL.revokeObjectURL(before), PICTURE_MS);
    };
    const end = () => {
      set(null);
      setPicture(undefined);
    };
    const timer = setInterval(() => {
      api.aimingPicture().then(show, end);
      api.aiming().then(set, () => undefined);
    }, PICTURE_MS);
    return () => {
      isOver = true;
      clearInterval(timer);
      if (address !== undefined) URL.revokeObjectURL(address);
      setPicture(undefined);
      void api.closeAiming().catch(() => undefined);
    };
  }, [isOn, sensor]);
  return { state: isOn ? state : null, picture, set };
}

/**
 * Card that opens and closes a camera preview. The preview is off by default and ends after some minutes. People are
 * masked, and a notice is shown while it is open.
 */
export function PreviewCard({
  sensor,
  aiming,
}: {
  readonly sensor: string;
  readonly aiming: PreviewState;
}): VNode {
  const [isAsking, setAsking] = useState(false);
  const [refused, setRefused] = useState<Error>();
  const { state, set } = aiming;
  const run = async (order: () => Promise<CameraPreviewState | null>) => {
    setAsking(false);
    setRefused(undefined);
    try {
      set(await order());
    } catch (error) {
      setRefused(error as Error);
    }
  };
  if (state === null) {
    return html`<section class="card"><h2>${t('aiming')}</h2><p class="quiet">${t('aimingHow', { n: MINUTES })}</p>
      <button class="main" onClick=${() => run(() => api.openPreview(sensor, MINUTES))}>${t('aimingOpen')}</button>${refusal(refused)}</section>`;
  }
  const time = `${Math.floor(state.endsInSeconds / 60)}:${String(state.endsInSeconds % 60).padStart(2, '0')}`;
  const isClear = state.clearForSeconds !== null;
  return html`<section class="card"><h2>${t('aiming')}</h2>
    <p class="banner warn" role="status">● ${t('aimingOn', { time })}</p>
    <p class="quiet">${isClear ? t('aimingClear', { n: state.clearForSeconds ?? 0 }) : t('aimingHidden')}</p>
    ${isAsking && html`<p class="bad">${t('aimingSure')}</p>`}
    <div class="row">${!isClear && html`<button class=${isAsking ? 'bad' : ''} onClick=${() => (isAsking ? run(() => api.showClear(sensor)) : setAsking(true))}>${t(isAsking ? 'aimingConfirm' : 'aimingShow')}</button>`}
      <button onClick=${() =>
        run(async () => {
          await api.closeAiming();
          return null;
        })}>${t('aimingClose')}</button></div>${refusal(refused)}</section>`;
}

/** Explains a refusal, with a link to the setting that allows the preview. */
function refusal(error: Error | undefined): VNode | null {
  if (error === undefined) return null;
  const isSwitchedOff = error instanceof ApiError && error.code === 'SWITCHED_OFF';
  return html`<p class="bad" role="alert">${error.message}</p>${isSwitchedOff && html`<a class="button" href="#settings/privacy">${t('toThisSetting')}</a>`}`;
}
