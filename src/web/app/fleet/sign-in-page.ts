import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { html } from '../kit/html.ts';
import { useValue } from '../kit/use-value.ts';
import { fleetApi } from './model/fleet-api.ts';
import * as state from './model/fleet-state.ts';
import { w } from './model/numbers.ts';

export function SignInPage(): VNode {
  const ways = useValue(state.ways);
  const refused = location.hash === '#refused' ? w('signInRefused') : '';
  return html`<main class="pair card sign-in"><img src="/icon.svg" width="56" height="56" alt="" /><h1>Lintel</h1>
    <p class="bad" role="alert">${refused}</p>
    ${ways.openId && html`<p><a class="button main" href="/sign-in">${w('signInOpenId')}</a></p>`}
    ${ways.password && html`<${PasswordForm} />`}</main>`;
}

function PasswordForm(): VNode {
  const [fault, setFault] = useState('');
  const [isBusy, setBusy] = useState(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    setBusy(true);
    try {
      const { session } = await fleetApi.signIn(String(form.get('person')), String(form.get('password')));
      await state.begin(session);
    } catch (error) {
      setFault((error as Error).message || w('failed'));
    }
    setBusy(false);
  };
  return html`<form onSubmit=${(event: Event) => void submit(event)}>
    <label for="person">${w('name')}</label><input id="person" name="person" autocomplete="username" autocapitalize="none" spellcheck=${false} required />
    <label for="password">${w('password')}</label><input id="password" name="password" type="password" autocomplete="current-password" required />
    <p class="bad" role="alert">${fault}</p><button class="main" disabled=${isBusy}>${w('signIn')}</button></form>`;
}
