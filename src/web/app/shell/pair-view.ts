import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { SessionView } from '../../answers.ts';
import { api } from '../kit/api.ts';
import { html } from '../kit/html.ts';
import { t } from '../kit/i18n.ts';
import { useValue } from '../kit/use-value.ts';
import { needsCode } from '../state/app-state.ts';

interface Props {
  readonly paired: (session: SessionView) => void;
}

/**
 * The only page without a session. It takes the one-time code, which the user types or the address in a QR code
 * contains.
 */
export function PairView({ paired }: Props): VNode {
  return html`<main class="pair card">
    <img src="/icon.svg" width="56" height="56" alt="" />
    <h1>Lintel</h1>
    <h2>${t('pairTitle')}</h2>
    <${CodeForm} paired=${paired} /></main>`;
}

/** Asks for a code when the session has ended. The pages below stay open, and continue once the code is entered. */
export function CodeDialog({ paired }: Props): VNode | null {
  const isNeeded = useValue(needsCode);
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (isNeeded) dialog.current?.showModal();
    else dialog.current?.close();
  }, [isNeeded]);
  return html`<dialog ref=${dialog} class="pair card" onCancel=${(event: Event) => event.preventDefault()} aria-labelledby="ended">
    <h2 id="ended">${t('sessionEnded')}</h2><p>${t('sessionEndedHow')}</p>
    ${isNeeded && html`<${CodeForm} paired=${paired} />`}</dialog>`;
}

export function CodeForm({ paired }: Props): VNode {
  const [code, setCode] = useState(codeInAddress() ?? '');
  const [fault, setFault] = useState('');
  const [isBusy, setBusy] = useState(false);
  const redeem = async () => {
    setBusy(true);
    try {
      const session = await api.pair(code);
      if (codeInAddress() !== undefined) history.replaceState(null, '', '#live');
      paired(session);
    } catch (error) {
      setFault((error as Error).message);
    }
    setBusy(false);
  };
  useEffect(() => void (codeInAddress() !== undefined && redeem()), []);
  const submit = (event: Event) => {
    event.preventDefault();
    void redeem();
  };
  return html`<form onSubmit=${submit}><p id="how">${t('pairHow')}</p>
    <label for="code">${t('code')}</label>
    <input id="code" autocomplete="one-time-code" autocapitalize="characters" spellcheck=${false} maxlength="12"
      aria-describedby="how fault" value=${code} onInput=${(e: InputEvent) => setCode((e.target as HTMLInputElement).value)} />
    <p id="fault" class="bad" role="alert">${fault}</p>
    <button class="main" disabled=${isBusy || code.trim() === ''}>${t(isBusy ? 'pairing' : 'pair')}</button>
  </form>`;
}

/** Reads the code of `#pair/7K3M-Q2XD`. Browsers never send the part after #. */
function codeInAddress(): string | undefined {
  return /^#pair\/([0-9A-Za-z-]{8,9})$/.exec(location.hash)?.[1];
}
