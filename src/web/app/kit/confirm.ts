import { signal } from '@preact/signals-core';
import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { html } from './html.ts';
import { t } from './i18n.ts';
import { useValue } from './use-value.ts';

interface Question {
  readonly text: string;
  /** Label of the button that confirms, such as “Drop 3 changes”. */
  readonly yes: string;
  readonly more?: VNode | undefined;
  readonly answer: (isYes: boolean) => void;
}

const question = signal<Question | undefined>(undefined);

/** Asks the user to confirm an action that one tap cannot undo. */
export function confirm(text: string, yes: string, more?: VNode): Promise<boolean> {
  return new Promise((resolve) => {
    question.value = { text, yes, more, answer: resolve };
  });
}

/** Shows the question that is asked, if there is one. */
export function ConfirmDialog(): VNode {
  const asked = useValue(question);
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (asked !== undefined) dialog.current?.showModal();
    else dialog.current?.close();
  }, [asked]);
  const say = (isYes: boolean) => () => {
    asked?.answer(isYes);
    question.value = undefined;
  };
  return html`<dialog ref=${dialog} class="card ask" aria-labelledby="question" onCancel=${say(false)}>
    <p id="question"><strong>${asked?.text}</strong></p>${asked?.more}
    <div class="row actions"><button autofocus onClick=${say(false)}>${t('cancel')}</button><button class="main" onClick=${say(true)}>${asked?.yes}</button></div></dialog>`;
}
