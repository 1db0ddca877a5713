import { ENVELOPE_FIELDS } from '../../src/core/privacy/envelope-rules.ts';
import { EVENT_RULES } from '../../src/core/privacy/event-rules.ts';
import { rulePaths } from '../../src/core/privacy/rule-paths.ts';

/** The table of everything that may leave, for programs. */
export function egressTable(): object {
  return {
    window: Object.fromEntries(rulePaths()),
    event: EVENT_RULES,
    envelope: Object.fromEntries(
      Object.entries(ENVELOPE_FIELDS).map(([message, fields]) => [
        message,
        Object.fromEntries(fields.map((field) => [field, { rule: 'plain' }])),
      ]),
    ),
    otherwise: 'refused',
  };
}

const INTRODUCTION = `# What may leave the gateway

Every field of every message, with its rule. Made from the table that the egress gate itself works by
(\`npm run generate\`; for programs in \`egress.json\`). A field that is not here cannot be sent: the gate keeps it back at
run time, and the build fails when a field has no rule.

What people do inside (zones, dwell, queues, aisle lines, journeys, trolleys, products) leaves once a day, in \`inside\`
of the window that ends it, unless \`privacy.indoorEvery\` says \`hour\` or \`quarter\`. Windows within the day do not
list it. Each amount is in one number only, so no difference of numbers gives a smaller one; everybody of a day is in the
same numbers, so they tell nobody from anybody. A group of fewer than k waits for the next day and is counted there:
null, and named in \`suppressed\`. With \`quarter\` it is treated as all else is, as follows; its fields have the rules
below in either case.

k is the minimum count of the settings (\`privacy.minimumCount\`), 5 unless set. In windows under 15 minutes:
- Counts under k are withheld: null, and named in the group's \`suppressed\`. Zeros too: if they were shown, every withheld
  count would be at least one, and the total of a quiet quarter of an hour would give it away.
- After the first withheld window of a quarter of an hour the next is withheld as well, whatever it holds. So no withheld
  count follows from the total.
- After each quarter of an hour comes a window of 15 minutes with all amounts in it. It repeats the shorter ones: add up
  one length only. Where a lone last window was withheld its amounts are counted in the next window instead, and the field
  is named in \`deferred\`.
- A window that the gateway was stopped in withholds all counts; the whole one follows.

Totals still add up, without zones being put together: whatever one window withholds is in the next longer one (the quarter
of an hour, or the day's \`inside\`), and what even that is too few for is carried into the one after it. So over time each
zone's total is exact but for the few that still wait (fewer than k in a zone), and the store's total never waits for its zones.

Repeat visitors (\`returning\`, where \`privacy.repeatVisitors\` asks for them) and different radios (\`unique\`) are estimates
from buckets that many radios share, each with its 95 % interval. Which bucket a radio falls into is chosen by a key in memory:
for \`unique\` that of the pseudonyms, which lives five minutes; for \`returning\` one that lives a week at most. Buckets do not leave.

| Rule | Means |
|---|---|
| plain | Says nothing about anybody. |
| count | At least k in windows under 15 minutes. Noised where \`privacy.noise\` is set. |
| sum | Sum of the fields named in \`of\`; withheld with any of them. |
| amount | Needs k people; withheld from the moment on at which the fields in \`after\` are. Stays here where noise is on. |
| state | The same for the state at a window's end. |
| extreme | The same; a quarter of an hour has it only where nothing was withheld in it. |
| distribution | Only in windows of 15 minutes and more, over k visits and more; fewer wait. Neighbouring bins are put together until each holds k, and quantiles and the longest follow from those. Stays here where noise is on. |
| measure | A mean over people: only in windows of 15 minutes and more, over k and more. Stays here where noise is on. |
| derived | Worked out from the fields in \`of\` as they leave: null when one of them is. Stays here where noise is on. |
| period | Of a stretch of hours between two empty shops: needs k people, comes with a window of 15 minutes, its times from quarter to quarter. Stays here where noise is on. |
| late | A property of a sensor that counting changes: rounded to hundredths, and as it was a quarter of an hour before. |
| tally | Only in windows of 15 minutes and more, and only k and more; fewer wait. Stays here where noise is on. |
`;

export function egressPage(): string {
  const fields = rulePaths().map(([path, { rule, ...more }]) => {
    const { form: _form, ...details } = more as Record<string, unknown>;
    const notes = Object.entries(details).map(
      ([key, value]) => `${key}: ${String(value).replaceAll(',', ', ')}`,
    );
    return `| \`${path}\` | ${rule} | ${notes.join('; ')} |`;
  });
  const events = Object.entries(EVENT_RULES).map(([kind, rules]) => {
    const names = Object.entries(rules).map(([field, form]) => `${field} (${form})`);
    return `| ${kind} | ${names.join(', ')} |`;
  });
  return [
    INTRODUCTION,
    '## Summaries\n',
    '| Field | Rule | Details |\n|---|---|---|',
    ...fields,
    '\n## Events\n',
    'An event of any other kind leaves as its kind alone.\n',
    '| Kind | Fields |\n|---|---|',
    ...events,
    '\n## Around them\n',
    'What carries windows and events, and the messages that carry neither. All of it is plain.\n',
    '| Message | Fields |\n|---|---|',
    ...Object.entries(ENVELOPE_FIELDS).map(([message, names]) => `| ${message} | ${names.join(', ')} |`),
    '',
  ].join('\n');
}
