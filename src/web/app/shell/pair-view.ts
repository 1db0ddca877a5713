import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { SessionView } from '../kit/api.ts';
import { api } from '../kit/api.ts';
import { html } from '../kit/html.ts';
import { t } from '../kit/i18n.ts';

/** The only page without a session: takes the one-time code. */
export function PairView({ paired }: { readonly paired: (session: SessionView) => void }): VNode {
  const [code, setCode] = useState('');
  const [fault, setFault] = useState('');
  const [isBusy, setBusy] = useState(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    try {
      paired(await api.pair(code));
    } catch (error) {
      setFault((error as Error).message);
      setBusy(false);
    }
  };
  return html`<main class="pair card"><form onSubmit=${submit}>
    <img src="/icon.svg" width="56" height="56" alt="" />
    <h1>Lintel</h1>
    <h2>${t('pairTitle')}</h2>
    <p id="how">${t('pairHow')}</p>
    <label for="code">${t('code')}</label>
    <input id="code" autocomplete="one-time-code" autocapitalize="characters" spellcheck=${false} maxlength="12"
      aria-describedby="how fault" value=${code} onInput=${(e: InputEvent) => setCode((e.target as HTMLInputElement).value)} />
    <p id="fault" class="bad" role="alert">${fault}</p>
    <button class="main" disabled=${isBusy || code.trim() === ''}>${t('pair')}</button>
  </form></main>`;
}
