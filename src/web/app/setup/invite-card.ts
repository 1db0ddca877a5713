import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Role } from '../../../ports/console/console.ts';
import type { Invitation } from '../../answers.ts';
import { api } from '../kit/api.ts';
import { spanText } from '../kit/clock-text.ts';
import { t } from '../kit/forms/setup-words.ts';
import { html } from '../kit/html.ts';
import type { ViewProps } from '../kit/page-props.ts';

interface Shown {
  readonly invitation: Invitation;
  readonly untilMs: number;
  /** SVG path of the QR code, with one unit per module. */
  readonly path: string;
  readonly side: number;
}

/** Invites another phone: shows a code as a QR code and as text. */
export function InviteCard({ announce }: Pick<ViewProps, 'announce'>): VNode {
  const [shown, setShown] = useState<Shown>();
  const [now, setNow] = useState(performance.now());
  useEffect(() => {
    if (shown === undefined) return;
    const timer = setInterval(() => setNow(performance.now()), 1_000);
    return () => clearInterval(timer);
  }, [shown]);
  const ask = async (role: Role) => {
    try {
      setShown(await draw(await api.invite(role)));
      setNow(performance.now());
    } catch (error) {
      announce(t('failed', { why: (error as Error).message }));
    }
  };
  const leftMs = (shown?.untilMs ?? 0) - now;
  if (shown === undefined || leftMs <= 0) {
    return html`<section class="card"><h2>${t('inviteTitle')}</h2><p class="quiet">${t('inviteHow')}</p>
      <div class="row"><button onClick=${() => ask('technician')}>${t('inviteTechnician')}</button><button onClick=${() => ask('viewer')}>${t('inviteViewer')}</button></div></section>`;
  }
  const { invitation, path, side } = shown;
  const [address] = invitation.addresses;
  return html`<section class="card invite"><h2>${t('inviteTitle')}</h2>
    <svg class="qr" viewBox="0 0 ${side} ${side}" role="img" aria-label=${t('inviteScan')}><rect width=${side} height=${side} fill="#fff" /><path d=${path} fill="#000" /></svg>
    <p>${t('inviteScan')} ${address !== undefined && html`${t('inviteOpen')} <strong>${address}</strong>`}</p>
    <p class="code"><strong>${invitation.code}</strong> <small>${t('validFor', { time: spanText(leftMs) })}</small></p>
    ${invitation.fingerprint !== null && html`<p class="quiet">${t('inviteWarns')} <code>${invitation.fingerprint.slice(0, 29)}</code></p>`}</section>`;
}

async function draw(invitation: Invitation): Promise<Shown> {
  const { encode } = await import('uqr');
  const origin = invitation.addresses[0] ?? location.origin;
  const { data, size } = encode(`${origin}/#pair/${invitation.code}`, { ecc: 'M', border: 2 });
  const path = data
    .flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : '')))
    .join('');
  return { invitation, path, side: size, untilMs: performance.now() + invitation.lifeSeconds * 1000 };
}
