// write-man FILE: the manual page, made of what each command's --help says.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const MAIN = join(import.meta.dirname, '..', '..', 'src', 'main.ts');
const [file = ''] = process.argv.slice(2);

const overview = helpOf([]);
const listed = overview.slice(overview.indexOf('Commands:'));
const names = [...listed.matchAll(/^ {2}([a-z][a-z-]+)[ \n]/gm)].map(([, name = '']) => name);
const commands = names.filter((name) => name !== 'help').map((name) => section(name, helpOf([name])));
writeFileSync(
  file,
  [
    ...['.TH LINTEL 1', '.SH NAME', 'lintel \\- in\\-store edge sensor gateway'],
    ...[
      '.SH SYNOPSIS',
      '.B lintel',
      '.I command',
      '[\\fIoptions\\fR]',
      '.SH DESCRIPTION',
      verbatim(overview),
    ],
    ...['.SH COMMANDS', ...commands],
    ...['.SH FILES', '.I /etc/lintel/store.yaml', '.br', '.I /var/lib/lintel', ''],
  ].join('\n'),
);

function helpOf(command: readonly string[]): string {
  return execFileSync(process.execPath, [MAIN, ...command, '--help'], { encoding: 'utf8' });
}

function section(name: string, text: string): string {
  return `.SS ${roff(name)}\n${verbatim(text)}`;
}

function verbatim(text: string): string {
  return `.nf\n${roff(text.trimEnd())}\n.fi`;
}

/** Backslashes and hyphens mean themselves, and no line of text begins a request. */
function roff(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^([.'])/gm, '\\&$1');
}
