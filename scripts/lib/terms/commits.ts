import { spawnSync } from 'node:child_process';
import type { Hit, Terms } from './rules.ts';

/** Subjects of commits since the terms came into the project; none where git or its history is absent. */
export function newSubjects(root: string, termsFile: string): string[] {
  const git = (...args: string[]) =>
    spawnSync('git', ['-C', root, ...args], { encoding: 'utf8' }).stdout ?? '';
  const base = git('log', '--diff-filter=A', '--format=%H', '--', termsFile).trim().split('\n').at(-1);
  if (base === undefined || base === '') return [];
  return git('log', '--no-merges', '--format=%s', `${base}..HEAD`).split('\n').filter(Boolean);
}

export function checkSubject(
  subject: string,
  { pattern, maxLength, scopes, rules }: Terms['commits'],
): Hit[] {
  const hit = (rule: string, use: string): Hit => ({
    ...{ file: 'commit', line: 0, rule: `commit/${rule}`, text: subject, use },
  });
  const scope = /^[a-z0-9-]+/.exec(subject)?.[0] ?? '';
  return [
    ...(new RegExp(pattern, 'u').test(subject) ? [] : [hit('form', 'scope: what')]),
    ...(subject.length > maxLength ? [hit('length', `${maxLength} characters or fewer`)] : []),
    ...(scopes.includes(scope) ? [] : [hit('scope', scopes.join(', '))]),
    ...rules.filter((rule) => new RegExp(rule.pattern, 'u').test(subject)).map(({ id, use }) => hit(id, use)),
  ];
}
