import { readFileSync } from 'node:fs';

export interface Rule {
  readonly id: string;
  readonly pattern: string;
  /** What to write instead. */
  readonly use: string;
  readonly kind?: 'function' | 'file' | 'setting';
  readonly allow?: readonly string[];
  /** Folders in which the words are right. */
  readonly allowIn?: readonly string[];
}

export interface Terms {
  readonly identifiers: readonly Rule[];
  readonly prose: { readonly maxWordsPerSentence: number; readonly rules: readonly Rule[] };
  readonly commits: {
    readonly pattern: string;
    readonly maxLength: number;
    readonly scopes: readonly string[];
    readonly rules: readonly Rule[];
  };
}

export interface Hit {
  readonly file: string;
  /** From 1; 0 for a whole file. */
  readonly line: number;
  readonly rule: string;
  readonly text: string;
  readonly use: string;
}

export function readTerms(path: string): Terms {
  return JSON.parse(readFileSync(path, 'utf8')) as Terms;
}

/** The line, from 1, of a place in a text. */
export function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}
