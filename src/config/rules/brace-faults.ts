import { findUnknownBraces } from '../../core/rules/render-template.ts';
import type { Template } from '../../ports/output-settings.ts';
import { TEMPLATE_NAMES } from '../../ports/output-settings.ts';
import type { Found, Path } from '../settings-problem.ts';

/**
 * Finds placeholders such as `{nmae}` with an unknown name, and stray braces: the receiver would get them unchanged.
 */
export function braceFaults(
  template: Template | undefined,
  at: Path,
  names: readonly string[] = TEMPLATE_NAMES,
): Found[] {
  const unknown = template === undefined ? [] : findUnknownBraces(template, names);
  const allowed = names.map((name) => `{${name}}`).join(' ');
  return unknown.map((value) => ({ at, value, allowed, mend: 'Write one of these names, or no braces.' }));
}
