// Prose of the project, as passages: comments, pages, what schemas, errors and the command line say.
import type { Hit, Terms } from './rules.ts';
import { lineAt } from './rules.ts';

export interface Passage {
  readonly text: string;
  readonly line: number;
}

const COMMENT = /\/\*\*?([\s\S]*?)\*\/|(?:^|[\s;{}(,])\/\/ ?([^\n]*(?:\n\s*\/\/ ?[^\n]*)*)/g;
const ERROR = /new GatewayError\(\s*'[A-Z_]+',\s*(?:'((?:\\.|[^'\\])*)'|`((?:\\.|[^`\\])*)`)/g;
const COMMAND_LINE = /\.(?:description|option|argument|summary)\(\s*(?:'--?[^']*',\s*)?'((?:\\.|[^'\\])*)'/g;
const WORD_FILE = /^src\/web\/app\/locales\//;

function matchesOf(source: string, pattern: RegExp): Passage[] {
  return [...source.matchAll(pattern)].map((match) => ({
    text: match.slice(1).find((group) => group !== undefined) ?? '',
    line: lineAt(source, match.index),
  }));
}

export function passagesIn(file: string, source: string): Passage[] {
  if (file.endsWith('.md')) return paragraphs(source);
  if (WORD_FILE.test(file)) return firstTexts(JSON.parse(source));
  if (file.endsWith('.json')) return descriptions(JSON.parse(source));
  const comments = matchesOf(source, COMMENT).map(({ text, line }) => ({ text: bare(text), line }));
  return [...comments, ...matchesOf(source, ERROR), ...matchesOf(source, COMMAND_LINE)];
}

/** A comment without the marks of its lines, tags and rows of a table. */
function bare(comment: string): string {
  return comment
    .replace(/^\s*(?:\*|\/\/) ?/gm, '')
    .replace(/^\s*(?:biome-ignore|@\w+)[^\n]*$/gm, '')
    .trim();
}

function paragraphs(page: string): Passage[] {
  const prose = page.replace(/^ *```[\s\S]*?^ *```/gm, (code) => code.replace(/[^\n]/g, ''));
  return prose.split(/(?<=\n)(?=\n|[-*] |\d+\. |\||#)/).reduce<{ passages: Passage[]; line: number }>(
    ({ passages, line }, text) => {
      // Cells of a table stand alone.
      const parts = text.startsWith('|') ? text.split('|') : [text.replace(/^(?:[-*#]+|\d+\.) /, '')];
      const found = parts.filter((part) => /\w/.test(part)).map((part) => ({ text: part, line }));
      return { passages: [...passages, ...found], line: line + text.split('\n').length - 1 };
    },
    { passages: [], line: 1 },
  ).passages;
}

/** The English ones of word → texts in four languages. */
function firstTexts(words: Readonly<Record<string, readonly string[]>>): Passage[] {
  return Object.values(words).map(([text = '']) => ({ text, line: 0 }));
}

/** Titles, descriptions and, in a page of words, every text. */
function descriptions(value: unknown, key = 'description'): Passage[] {
  if (typeof value === 'string') return /^(?:title|description)$/.test(key) ? [{ text: value, line: 0 }] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, one]) => descriptions(one, name));
}

export function checkPassage(file: string, { text, line }: Passage, prose: Terms['prose']): Hit[] {
  const plain = text.replace(/`[^`\n]*`/g, 'x').replace(/\s+/g, ' ');
  const hits = prose.rules
    .filter(({ allowIn }) => allowIn?.some((folder) => file.startsWith(folder)) !== true)
    .flatMap(({ id, pattern, use }) =>
      [...plain.matchAll(new RegExp(pattern, 'giu'))].map(([found]) => ({
        ...{ file, line, rule: `prose/${id}`, text: found, use },
      })),
    );
  const most = prose.maxWordsPerSentence;
  const long = plain
    .split(/(?<=[.!?:;])\s+/)
    .filter((sentence) => sentence.split(' ').filter((word) => /[\p{L}\d]/u.test(word)).length > most)
    .map((sentence) => ({
      ...{
        file,
        line,
        rule: 'prose/long-sentence',
        text: sentence.slice(0, 60),
        use: `${most} words or fewer`,
      },
    }));
  return [...hits, ...long];
}
