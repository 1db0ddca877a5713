import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly html: string }[];
}

/** Returns each rule that the page violates, with the first place, such as “color-contrast: <p>…”. */
export async function listFindings(page: Page): Promise<string[]> {
  return (await findViolations(page)).map(toText);
}

/** As `listFindings`, without what axe calls minor or moderate. */
export async function listSerious(page: Page): Promise<string[]> {
  const found = await findViolations(page);
  return found.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(toText);
}

async function findViolations(page: Page): Promise<readonly Violation[]> {
  // Evaluated by the debugger, so that the page's own policy stays as it is.
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(AXE);
  // Describing what passes takes longer than the rules.
  const violations = 'axe.run({ resultTypes: ["violations"] }).then(({ violations }) => violations)';
  return (await page.evaluate(violations)) as readonly Violation[];
}

function toText({ id, nodes }: Violation): string {
  return `${id}: ${nodes[0]?.html.slice(0, 200)}`;
}
