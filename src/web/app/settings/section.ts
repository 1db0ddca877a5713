import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Json } from '../../../core/model/ids.ts';
import type { SettingsEdit, SettingsProblem, SettingsText } from '../../../ports/console/console-settings.ts';
import { ApiError } from '../kit/api.ts';
import type { FormSchema } from '../kit/form-schema.ts';
import { t } from '../kit/forms/words.ts';
import { html } from '../kit/html.ts';
import { ProblemList } from '../kit/problem-list.ts';
import { stillOpen } from '../kit/problem-text.ts';
import { SchemaForm } from '../kit/schema-form.ts';
import { schemaTitle } from '../kit/schema-title.ts';
import { describeChanges } from '../state/describe-changes.ts';
import { dropDraft, isAlike, keepDraft, readDraft } from '../state/drafts.ts';
import { ClashError, findAt, saveSettings } from '../state/save-settings.ts';
import { PortFinder } from './port-finder.ts';

interface Props {
  readonly name: string;
  readonly schema: FormSchema;
  readonly settings: SettingsText;
  readonly saved: (settings: SettingsText) => Promise<void>;
  /** Id of the entry that a link opened; "" when it opened the section only. */
  readonly wanted?: string | undefined;
}

/** Edits one section of the settings. Typed values stay on this device until they are saved or dropped. */
export function Section({ name, schema, settings, saved, wanted }: Props): VNode {
  const value = findAt(settings.tree, [name]);
  const key = `settings ${name}`;
  const [base, setBase] = useState(settings);
  // Undefined while nothing is typed. The form then shows the settings, even when they change.
  const [typed, setTyped] = useState<Typed | undefined>(() => keptFor(key));
  const draft = typed === undefined ? value : typed.value;
  const [problems, setProblems] = useState<readonly SettingsProblem[]>([]);
  const [fault, setFault] = useState('');
  const [theirs, setTheirs] = useState<SettingsText>();
  const [isBusy, setBusy] = useState(false);
  const isChanged = !isAlike(draft, value);
  const own = useScrolled(wanted === '');
  const type = (next: Json | undefined) => {
    setProblems(stillOpen(problems, name, [draft, next]));
    if (typed === undefined) setBase(settings);
    setTyped(isAlike(next, value) ? undefined : { value: next });
    if (isAlike(next, value)) dropDraft(key);
    else keepDraft(key, { value: value ?? null }, { value: next ?? null });
  };
  const drop = (from: SettingsText) => {
    dropDraft(key);
    setBase(from);
    setTyped(undefined);
    setTheirs(undefined);
    setProblems([]);
    setFault('');
  };
  const save = async (on: SettingsText) => {
    setBusy(true);
    setFault('');
    setProblems([]);
    try {
      const edit: SettingsEdit = draft === undefined ? { path: [name] } : { path: [name], value: draft };
      const next = await saveSettings(on, [edit]);
      dropDraft(key);
      setBase(next);
      setTheirs(undefined);
      setTyped(undefined);
      await saved(next);
    } catch (error) {
      if (error instanceof ClashError) setTheirs(error.theirs);
      else if (error instanceof ApiError && error.problems.length > 0) setProblems(error.problems);
      else setFault((error as Error).message);
    }
    setBusy(false);
  };
  const title = schemaTitle(schema.title, name);
  const submit = (event: Event) => {
    event.preventDefault();
    void save(theirs ?? base);
  };
  return html`<details ref=${own} open=${wanted !== undefined}><summary><strong>${title}</strong>${isChanged && html` <span class="warn">${t('notSaved')}</span>`}</summary>
    <form onSubmit=${submit}><${SchemaForm} name=${name} schema=${schema} value=${draft} change=${type} path=${name} problems=${problems} wanted=${wanted} ...${name === 'sensors' ? SENSORS : {}} />
      <div role="alert"><${ProblemList} problems=${problems} sections=${{ [name]: schema }} />
        ${fault !== '' && html`<p class="bad">${t('failed', { why: fault })}</p>`}
        ${theirs !== undefined && clash(base, theirs, () => drop(theirs))}</div>
      <p class=${isChanged ? 'row unsaved' : 'row'}>${isChanged && html`<span class="warn">${t('notSaved')}</span>`}<button class="main" disabled=${!isChanged || isBusy}>${t(isBusy ? 'saving' : theirs === undefined ? 'save' : 'saveMine')}</button>
        <button type="button" class="link" disabled=${!isChanged || isBusy} onClick=${() => drop(settings)}>${t('discard')}</button></p></form></details>`;
}

/** A sensor is added by the wizard. For an existing sensor, its port can be chosen from a list. */
const SENSORS = {
  addAt: '#add',
  aboveEntry: (sensor: Json, change: (sensor: Json) => void) =>
    html`<${PortFinder} sensor=${sensor} change=${change} />`,
};

function clash(base: SettingsText, theirs: SettingsText, take: () => void): VNode {
  return html`<p class="warn">${t('sectionClash')}</p><ul class="changes">${describeChanges(base.tree, theirs.tree).map((text) => html`<li>${text}</li>`)}</ul>
    <button type="button" onClick=${take}>${t('takeTheirs')}</button>`;
}

interface Typed {
  readonly value: Json | undefined;
}

function keptFor(key: string): Typed | undefined {
  return readDraft<Typed>(key)?.draft;
}

function useScrolled(isWanted: boolean) {
  const own = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    if (isWanted) own.current?.scrollIntoView({ block: 'start' });
  }, [isWanted]);
  return own;
}
