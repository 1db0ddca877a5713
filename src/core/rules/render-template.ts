import type { RuleChanged } from '../model/rule-model.ts';

/** A text with names in braces, such as `{value}`, or an object that is sent as JSON. */
export type TemplateText = string | Readonly<Record<string, string | number | boolean>>;

/** Values for the names in braces. */
export interface TemplateValues {
  readonly store: string;
  readonly change: RuleChanged;
  /** Formats milliseconds as ISO 8601 in UTC. */
  readonly formatTime: (ms: number) => string;
}

const NAME = /\{([^{}]*)\}/g;

/**
 * Returns the texts of a template that contain an unknown name in braces or a single brace. Known names are cut out,
 * and the texts are shortened to 60 characters.
 */
export function findUnknownBraces(template: TemplateText, known: readonly string[]): string[] {
  const texts = typeof template === 'string' ? [template] : Object.values(template).map(String);
  return texts.flatMap((text) => {
    const rest = text.replace(NAME, (all, name: string) => (known.includes(name) ? '' : all));
    return /[{}]/.exec(rest) === null ? [] : [rest.trim().slice(0, 60)];
  });
}

/** Renders a template. An object becomes JSON, in which a text of only `{value}` becomes a number. */
export function renderTemplate(template: TemplateText, values: TemplateValues): string {
  const named = namedValues(values);
  if (typeof template === 'string') return fill(template, named);
  const filled = Object.entries(template).map(([key, value]) => [key, fillValue(value, named)]);
  return JSON.stringify(Object.fromEntries(filled));
}

type Named = Readonly<Record<string, string | number | null>>;

function namedValues({ store, change, formatTime }: TemplateValues): Named {
  const { rule, state, value, limit, zone, since, at } = change;
  return { store, rule, state, value, limit, zone, since: formatTime(since), time: formatTime(at) };
}

function fill(text: string, named: Named): string {
  return text.replace(NAME, (all, name: string) => (name in named ? String(named[name] ?? '') : all));
}

function fillValue(value: string | number | boolean, named: Named): string | number | boolean | null {
  if (typeof value !== 'string') return value;
  const alone = /^\{(\w+)\}$/.exec(value)?.[1];
  return alone !== undefined && alone in named ? (named[alone] ?? null) : fill(value, named);
}
