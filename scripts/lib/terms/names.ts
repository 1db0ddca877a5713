// Names that a source, a file or the settings' schema declares, held against the rules for names.
import type { Hit, Rule } from './rules.ts';
import { lineAt } from './rules.ts';

export interface Name {
  readonly text: string;
  readonly kind: 'function' | 'type' | 'file' | 'setting';
  readonly line: number;
}

const EXPORT =
  /^export (?:async |abstract |declare )*(const|let|function\*?|class|interface|type) (\w+)([^\n]*)/gm;
/** A member at the indentation of a class or interface; a call ends in `);` and is none. */
const METHOD =
  /^ {2}(?:(?:async|static|override|readonly) )*(#?\w+)\??(?:\([^\n]*\)(?:: [^\n=]+)?[{;]|: \([^\n]*\) =>|\([^\n]*\) \{)$/gm;
const KEYWORD = /^(?:if|for|while|switch|catch|constructor|return|function)$/;

export function exportedNames(source: string): Name[] {
  return [...source.matchAll(EXPORT)].map(({ 1: word = '', 2: text = '', 3: rest = '', index }) => {
    const isFunction = word.startsWith('function') || /^[^=]*= (?:async )?(?:\w+|\([^=]*) =>/.test(rest);
    return { text, kind: isFunction ? 'function' : 'type', line: lineAt(source, index) };
  });
}

export function methodNames(source: string): Name[] {
  return [...source.matchAll(METHOD)]
    .filter(({ 1: text = '', 0: all }) => !KEYWORD.test(text) && !/^ {2}#?\w+\([^:]*\);$/.test(all))
    .map(({ 1: text = '', index }) => ({ text, kind: 'function', line: lineAt(source, index) }));
}

/** Every property of a JSON Schema, at any depth. */
export function schemaKeys(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const own = 'properties' in schema ? Object.keys(schema.properties as object) : [];
  return [...own, ...Object.values(schema).flatMap(schemaKeys)];
}

/** `today-shop` as `todayShop`, which the rules for identifiers fit. */
function toCamelCase(text: string): string {
  return text.replace(/-(\w)/g, (_all, letter: string) => letter.toUpperCase());
}

export function checkName(file: string, name: Name, rules: readonly Rule[]): Hit[] {
  const { text, kind, line } = name;
  return rules
    .filter((rule) => rule.kind === undefined || rule.kind === kind)
    .filter((rule) => rule.allow?.includes(text) !== true)
    .filter(({ pattern, kind: only }) =>
      new RegExp(pattern, 'u').test(only === 'file' ? text : toCamelCase(text)),
    )
    .map(({ id, use }) => ({ file, line, rule: `name/${id}`, text, use }));
}
