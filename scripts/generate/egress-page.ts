import { EVENT_RULES } from '../../src/core/privacy/event-rules.ts';
import { rulePaths } from '../../src/core/privacy/rules.ts';

/** The table of everything that may leave, for programs. */
export function egressTable(): object {
  return { rows: Object.fromEntries(rulePaths()), event: EVENT_RULES, otherwise: 'refused' };
}

const INTRODUCTION = `# What may leave the gateway

Every amount of every row, with its rule. Made from the table that the egress gate itself works by (\`npm run generate\`;
for programs in \`egress.json\`). A field without a rule cannot be sent: the gate keeps it back at run time, and the
build fails when an amount has no rule. The six rules of the gate are in \`README.md\`. The fields that a row
has of itself come from the settings alone, as do the rows of \`meaning\`.

| Rule | Means |
|---|---|
| count | A number of people or events. Leaves with its group and adds up. |
| time | Seconds that people spent. Leaves with its group and adds up. |
| block | Leaves in multiples of k: another amount of the same people would give it by subtraction. |
| state | The newest value. Does not add up. |
| plain | Says nothing of people. |

Bins of dwell and classes of visits leave once a day, at least k in each. Steps leave in multiples of k.
`;

export function egressPage(): string {
  const fields = rulePaths().map(([path, rule]) => `| \`${path}\` | ${rule} |`);
  const events = Object.entries(EVENT_RULES).map(([kind, rules]) => {
    const names = Object.entries(rules).map(([field, form]) => `${field} (${form})`);
    return `| ${kind} | ${names.join(', ')} |`;
  });
  return [
    ...[INTRODUCTION, '## Rows\n', '| Field | Rule |\n|---|---|', ...fields],
    '\n## Events\n',
    'An event of any other kind leaves as its kind alone.\n',
    ...['| Kind | Fields |\n|---|---|', ...events, ''],
  ].join('\n');
}
