import type { ComponentChildren, VNode } from 'preact';
import { Fragment } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Json } from '../../../core/model/ids.ts';
import type { SettingsProblem } from '../../../ports/console/console-settings.ts';
import type { FormSchema } from './form-schema.ts';
import { html } from './html.ts';
import { t } from './i18n.ts';
import { problemText } from './problem-text.ts';
import { schemaTitle } from './schema-title.ts';
import { kindName } from './sensor-offers.ts';

interface Props {
  readonly name: string;
  readonly schema: FormSchema;
  readonly value: Json | undefined;
  readonly change: (value: Json | undefined) => void;
  /** Path of the setting, as problems name it: `sensors[0].path`. */
  readonly path?: string;
  readonly problems?: readonly SettingsProblem[];
  /** Id of the entry that a link opened. */
  readonly wanted?: string | undefined;
  /** Address of the page that adds an entry to this list, if there is one. */
  readonly addAt?: string | undefined;
  /** Draws what is above the form of an entry. */
  readonly aboveEntry?: ((entry: Json, change: (entry: Json) => void) => VNode) | undefined;
}

type Tree = { readonly [key: string]: Json };

/** Builds a form from a setting's schema. An empty field is not written to the settings. */
export function SchemaForm(props: Props): VNode {
  const { schema } = props;
  const branches = schema.oneOf ?? schema.anyOf;
  if (branches?.every((branch) => branch.const !== undefined)) {
    return choice(
      props,
      branches.map((branch) => branch.const as Json),
    );
  }
  if (branches !== undefined) return variant(props, branches);
  if (schema.enum !== undefined) return choice(props, schema.enum);
  if (schema.type === 'object') return group(props);
  if (schema.type === 'array') return html`<${List} ...${props} />`;
  return field(props);
}

/** Returns the branch of the schema whose constants and keys fit the value. */
function branchFor(branches: readonly FormSchema[], value: Json | undefined): FormSchema {
  const entry = (value ?? {}) as Tree;
  const fits = ({ properties = {} }: FormSchema) =>
    Object.entries(properties).every(
      ([key, { const: wanted }]) => wanted === undefined || entry[key] === wanted,
    ) && Object.keys(entry).every((key) => key in properties);
  return branches.find(fits) ?? branches[0] ?? {};
}

/** Shows a setting that has several forms: first a choice, then the chosen form. Keys that both forms have are kept. */
function variant(props: Props, branches: readonly FormSchema[]): VNode {
  const { name, schema, value, change } = props;
  const branch = branchFor(branches, value);
  const form = SchemaForm({ ...props, schema: { ...branch, ...own(schema) } });
  if (branches.length < 2 || branches.some(({ properties }) => properties === undefined)) return form;
  const pick = (event: Event) => {
    const next = branches[Number((event.target as HTMLSelectElement).value)] ?? branch;
    const kept = Object.entries((value ?? {}) as Tree).filter(
      ([key]) => next.properties?.[key] !== undefined && next.properties[key]?.const === undefined,
    );
    change({ ...(emptyOf(next) as Tree), ...Object.fromEntries(kept) });
  };
  return html`<div class="variant"><label>${t('variantOf', { name: schemaTitle(schema.title, name) })}<select value=${branches.indexOf(branch)} onChange=${pick}>
    ${branches.map((one, i) => html`<option value=${i}>${variantName(one)}</option>`)}</select></label>${form}</div>`;
}

/** Names a branch by its constants, or by the titles of its fields. */
function variantName({ properties = {} }: FormSchema): string {
  const entries = Object.entries(properties);
  const constants = entries.flatMap(([, { const: value }]) => (value === undefined ? [] : [String(value)]));
  if (constants.length > 0) return constants.map((value) => kindName(value) ?? value).join(' ');
  return entries.map(([key, { title }]) => schemaTitle(title, key)).join(', ');
}

function own({ title, description }: FormSchema): FormSchema {
  return { ...(title === undefined ? {} : { title }), ...(description === undefined ? {} : { description }) };
}

function group({ name, schema, value, change, path = name, problems }: Props): VNode {
  // The server sends a text instead of a value that a phone may not see.
  if (typeof value === 'string')
    return html`<p class="quiet">${schemaTitle(schema.title, name)} ${value}</p>`;
  const tree = (value ?? {}) as Tree;
  const { properties = {}, required = [] } = schema;
  const entries = Object.entries(properties);
  return html`<fieldset><legend>${nameOf(tree) ?? schemaTitle(schema.title, name)}</legend>
    ${schema.description && html`<small class="quiet">${schema.description}</small>`}${problemAt({ path, problems })}
    ${entries.map(([key, inner]) => {
      const form = html`<${SchemaForm} name=${key} schema=${inner} value=${tree[key]} path=${`${path}.${key}`} problems=${problems}
      change=${(next: Json | undefined) => change(withKey(tree, key, next))} />`;
      return html`<${Fold} key=${key} title=${schemaTitle(inner.title, key)} isFolded=${isSection(inner) && tree[key] === undefined && !required.includes(key)}>${form}</${Fold}>`;
    })}</fieldset>`;
}

/** Folds a section that has no values, because a sensor needs few of its sections. Once opened, it stays open. */
function Fold({ title, isFolded, children }: FoldProps): VNode {
  const [wasFolded] = useState(isFolded);
  if (!wasFolded) return html`<${Fragment}>${children}</${Fragment}>`;
  return html`<details class="fold"><summary>${title}</summary>${children}</details>`;
}

interface FoldProps {
  readonly title: string;
  readonly isFolded: boolean;
  readonly children: ComponentChildren;
}

function isSection({ type, oneOf, anyOf }: FormSchema): boolean {
  const branches = oneOf ?? anyOf ?? [];
  return type === 'object' || type === 'array' || branches.some((branch) => branch.type === 'object');
}

function withKey(tree: Tree, key: string, value: Json | undefined): Tree {
  const { [key]: _old, ...rest } = tree;
  return value === undefined ? rest : { ...tree, [key]: value };
}

function List(props: Props): VNode {
  const { name, schema, value, change, path = name, problems, wanted, addAt, aboveEntry } = props;
  const items = (value ?? []) as readonly Json[];
  const inner = schema.items ?? {};
  const keys = useKeys(items.length);
  const added = useRef(-1);
  const title = schemaTitle(schema.title, name);
  const add = () => {
    added.current = keys.add();
    change([...items, emptyOf(inner)]);
  };
  const remove = (i: number) => {
    keys.remove(i);
    change(items.toSpliced(i, 1));
  };
  return html`<fieldset data-path=${path}><legend>${title}</legend>${schema.description && html`<small class="quiet">${schema.description}</small>`}${preset(schema, items)}${problemAt({ path, problems })}${items.map(
    (item, i) => {
      const own = nameOf(item) ?? `${title} ${i + 1}`;
      const at = `${path}[${i}]`;
      const above = aboveEntry?.(item, (next) => change(items.with(i, next)));
      const form = html`${above}<${SchemaForm} name="${name} ${i + 1}" schema=${hasId(inner) || inner.title === undefined ? { ...inner, title: own } : inner} value=${item} path=${at} problems=${problems} change=${(next: Json | undefined) => change(items.with(i, next ?? null))} />
      <button type="button" onClick=${() => remove(i)}>${t('remove')}</button>`;
      if (!hasId(inner)) return html`<div key=${keys.of(i)}>${form}</div>`;
      const isWanted =
        keys.of(i) === added.current || (wanted !== undefined && treeOf(item)['id'] === wanted);
      const isBad = problems?.some((problem) => problem.path.startsWith(at)) ?? false;
      return html`<${Entry} key=${keys.of(i)} title=${own} isWanted=${isWanted} isBad=${isBad}>${form}</${Entry}>`;
    },
  )}
    ${addAt === undefined ? html`<button type="button" onClick=${add}>${t('addEntry')}</button>` : html`<a class="button" href=${addAt}>${t('addEntry')}</a>`}</fieldset>`;
}

/** Shows the default values that apply while a list is empty. */
function preset({ default: value }: FormSchema, items: readonly Json[]): VNode | null {
  if (items.length > 0 || !Array.isArray(value) || value.length === 0) return null;
  return html`<p class="quiet">${t('defaultIs', { value: value.map(String).join(', ') })}</p>`;
}

/** Gives each entry a constant key, so that an open entry stays open when another entry is removed. */
function useKeys(count: number) {
  const keys = useRef<number[]>([]);
  const next = useRef(0);
  while (keys.current.length < count) keys.current.push(next.current++);
  keys.current.length = count;
  return {
    of: (i: number) => keys.current[i],
    /** Returns the key that the next new entry will get. */
    add: () => next.current,
    remove: (i: number) => void keys.current.splice(i, 1),
  };
}

interface EntryProps {
  readonly title: string;
  readonly isWanted: boolean;
  readonly isBad: boolean;
  readonly children: ComponentChildren;
}

/**
 * Shows one entry of a list, folded under its name. A new entry, or the entry that a link opened, scrolls into view.
 */
function Entry({ title, isWanted, isBad, children }: EntryProps): VNode {
  const own = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    if (!isWanted || own.current === null) return;
    own.current.scrollIntoView({ block: 'start' });
    own.current.querySelector('summary')?.focus({ preventScroll: true });
  }, [isWanted]);
  return html`<details ref=${own} class="fold entry" open=${isWanted || isBad}><summary>${title}</summary>${children}</details>`;
}

function hasId({ properties, oneOf, anyOf }: FormSchema): boolean {
  const [first] = oneOf ?? anyOf ?? [];
  return (properties ?? first?.properties)?.['id'] !== undefined;
}

function nameOf(item: Json): string | undefined {
  const { name, id } = treeOf(item);
  const own = name ?? id;
  return typeof own === 'string' && own !== '' ? own : undefined;
}

function treeOf(value: Json | undefined): Tree {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Tree) : {};
}

function emptyOf(schema: FormSchema): Json {
  const branch = schema.oneOf?.[0] ?? schema.anyOf?.[0] ?? schema;
  if (branch.type === 'string') return '';
  if (branch.type !== 'object') return 0;
  const constants = Object.entries(branch.properties ?? {}).filter(
    ([, { const: value }]) => value !== undefined,
  );
  return Object.fromEntries(constants.map(([key, { const: value }]) => [key, value as Json]));
}

function choice({ name, schema, value, change, ...at }: Props, choices: readonly Json[]): VNode {
  const index = choices.indexOf(value as Json);
  const pick = (event: Event) => change(choices[Number((event.target as HTMLSelectElement).value)]);
  const isUsual = (one: Json) => one === schema.default && one !== value;
  return html`<label data-path=${at.path}>${label(name, schema)}<select value=${index} onChange=${pick}>
    <option value="-1">${schema.default === undefined ? '' : t('usualChoice', { value: String(schema.default) })}</option>
    ${choices.map((one, i) => (isUsual(one) ? null : html`<option value=${i}>${String(one)}</option>`))}</select>${problemAt(at)}</label>`;
}

function field({ name, schema, value, change, ...at }: Props): VNode {
  if (schema.const !== undefined)
    return html`<p class="quiet">${schemaTitle(schema.title, name)}: ${kindName(String(schema.const)) ?? String(schema.const)}</p>`;
  if (schema.type === 'boolean') {
    return html`<label class="check" data-path=${at.path}><input type="checkbox" checked=${value ?? schema.default ?? false}
      onChange=${(e: Event) => change((e.target as HTMLInputElement).checked)} />${label(name, schema)}</label>`;
  }
  const isNumber = schema.type === 'number' || schema.type === 'integer';
  const typed = (event: Event) => {
    const text = (event.target as HTMLInputElement).value;
    change(text === '' ? undefined : isNumber ? Number(text) : text);
  };
  return html`<label data-path=${at.path}>${label(name, schema)}<input type=${isNumber ? 'number' : 'text'} step=${schema.type === 'integer' ? 1 : 'any'} min=${schema.minimum} max=${schema.maximum}
    placeholder=${schema.default === undefined ? '' : t('defaultIs', { value: String(schema.default) })} value=${value ?? ''} onInput=${typed} aria-invalid=${problemAt(at) !== null} />${problemAt(at)}</label>`;
}

interface Places {
  readonly path?: string | undefined;
  readonly problems?: readonly SettingsProblem[] | undefined;
}

/** Shows the problem of a field, if it has one, beside the field. */
function problemAt({ path, problems = [] }: Places): VNode | null {
  const found = problems.find((problem) => problem.path === path);
  if (found === undefined) return null;
  return html`<span class="bad">${problemText(found)}</span>`;
}

function label(name: string, { title, unit, description }: FormSchema): VNode {
  return html`<span>${schemaTitle(title, name)}${unit === undefined ? '' : ` (${unit})`}${description === undefined ? '' : html` <small>${description}</small>`}</span>`;
}
