import type { MessageName } from '../../../src/ports/messages/messages.ts';
import { CHANNELS, TOPIC } from './async-api.ts';
import type { Node } from './json-schema.ts';
import { fieldPaths } from './json-schema.ts';

/** Twelve lines that show the newest count of every store; a test runs them. */
export const CONSUMER = `import mqtt from 'mqtt';

const client = mqtt.connect(process.env.BROKER ?? 'mqtt://127.0.0.1:1883');
client.on('connect', () => client.subscribe('lintel/v2/+/+/+/count', { qos: 1 }));
client.on('message', (topic, payload) => {
  const [, , tenant, store] = topic.split('/');
  const { v, rows } = JSON.parse(payload.toString());
  if (v !== 2) return;
  for (const { from, seconds, store: all } of rows) {
    console.log(tenant, store, from, seconds, all?.seenS ? \`\${all.in} in, \${all.out} out\` : 'not seen');
  }
});`;

/** Eight lines of SQL; a test runs them. */
export const QUERY = `SELECT local_day, hour_of_day, entries, exits, coverage,
       CASE WHEN coverage = 0 THEN 'outage'
            WHEN entries = 0 AND coverage >= 0.9 THEN 'quiet'
            ELSE 'counted' END AS what
FROM kpi.store_hour
WHERE tenant = 'acme' AND store = 'high-street-12'
  AND local_day = '2026-05-04'
ORDER BY hour_at;`;

const HEAD = `# The contract between gateway and cloud

What a gateway sends, what each field means, and how to add it up. Made from the schemas by \`npm run generate\`. Beside
this page: a JSON Schema and an example of each message, and \`asyncapi.yaml\`.

## Four rules

1. What leaves adds up, or is a state. Means, medians, rates and intervals are made in SQL.
2. Each amount is in exactly one row. A plain \`SUM\` is right, and \`NULL\` is skipped.
3. Rows of one thing never overlap in time.
4. A definition is named by its hash (\`def\`), not repeated.

## Messages

Topic \`${TOPIC}<message>\`, JSON, QoS 1, at most 256 kB and 8 levels deep.
`;

const MIDDLE = `
## What absent, null, few and 0 mean

| In the row | In the table | Means |
|---|---|---|
| list or field absent | no line, or \`NULL\` | not set up: \`meaning\` lists what is |
| \`null\` with \`seenS\` 0 | \`NULL\`, \`seen_s\` 0 | no sensor looked: an outage is never 0 |
| \`few: true\` | \`few\`, amounts \`NULL\` | fewer than k people, or none: they come with a later row |
| \`0\` | \`0\` | looked, and counted no person |

## How to receive

- **Key.** \`count\`: gateway + \`from\`; a higher \`rev\` replaces the row. \`indoor\` and \`day\` are final: the first one stays.
- **Repeats.** Each message comes at least once, in any order. The same row twice changes nothing.
- **Coarser rows.** A device that was offline for long merges old \`count\` rows into 15 minutes, then hours. A longer row
  replaces every shorter one of its gateway within it; a shorter one that comes later is ignored.
- **Gaps.** \`seq\` rises by 1 a row over all streams, and is never reused. Ask for what is missing with \`command\`; the
  \`response\` says which numbers will never come, and why.
- **Acknowledge after the commit**, also what you refuse: another major version, too large, too deep, time not within
  13 months back and 1 day ahead.
- **Clock.** Rows with \`clock: unsynced\` belong to no day yet: keep them apart by \`boot\`.
- **Coverage.** Σ\`seenS\` ÷ Σ\`seconds\`. Seconds in which at least one sufficient sensor counted; never scale up silently.
- **Newer fields.** Within a major version fields are only added: ignore, or keep, what you do not know.
- **Time zone.** In \`meaning\`. Hours and days are local ones. An \`indoor\` row belongs to the day in which it ends.
- **Several gateways.** Each door belongs to one: \`in\` and \`out\` add up over gateways; occupancy does not.

## What the privacy gate does to people inside

k is the minimum count (\`privacy.minimumCount\`, 5 unless set), the period \`privacy.indoorEvery\` (an hour unless set).

| Rule | |
|---|---|
| R1 | A field without a rule in the gate's table cannot leave. |
| R2 | A group's amounts leave together at the period's end when at least k people made them. Otherwise the row says \`few\`, and the next period carries all: \`since\` says from when, and \`seenS\` counts from then. |
| R3 | What left is never sent again nor corrected. |
| R4 | What could be found by subtraction (\`in\` and \`engaged\` of zones, \`joined\`, steps) leaves in multiples of k; steps from or to outside of all zones never leave. |
| R5 | Dwell and person-time leave once a day, bins of at least k visits together, on edges that never change. |
| R6 | Periods end on the store's own clock. A change of k, period or shape ends the period; what is too few then is dropped, and the event says how many groups. |

Other parts of a group that leaves may be small: \`cut: 1\` of \`out: 7\`. Counts of the whole store leave as counted.

## Consume

\`\`\`js
${CONSUMER}
\`\`\`

In the database, columns have the names of the fields in snake case; \`in\` and \`out\` are \`entries\` and \`exits\`, as \`in\` is a
word of SQL. Read the schema \`kpi\`; \`COMMENT\`s say unit, \`NULL\` and whether a column adds up.

\`\`\`sql
${QUERY}
\`\`\`

Interval of a door's count: \`kpi.door_day\`, from \`err\`. Median dwell: \`kpi.dwell_quantile\`. An hour without a row, whose rows
are lost or on their way, is in \`kpi.unseen_hour\`, as each outage is. Of answers their number and mean leave, never how many of each.
Twenty questions with their SQL are in
\`config/queries\`. \`coverage\` of a day and longer is of the opening hours.

## Fields

\`adds up\`: sum it over rows, things, gateways. \`*Var\`: the variance of an amount, as \`inVar\` of \`in\`; it adds up too.
`;

/** The page: rules, streams, and every field once. */
export function contractPage(schemas: Readonly<Record<MessageName, Node>>): string {
  const streams = Object.entries(CHANNELS).map(
    ([name, { summary, retain }]) => `| \`${name}\` | ${summary} | ${retain ? 'yes' : 'no'} |`,
  );
  const seen = new Set<string>();
  const rows = (['count', 'indoor', 'day', 'meaning', 'state'] as const).flatMap((name) => {
    const fields = fieldPaths(schemas[name]).filter(([path]) => !seen.has(path) && isTold(path));
    for (const [path] of fieldPaths(schemas[name])) seen.add(path);
    return fields.map(
      ([path, { description = '' }]) => `| ${name} | \`${shortOf(path)}\` | ${description} |`,
    );
  });
  return [
    HEAD,
    '| Message | What | Retained |\n|---|---|---|',
    ...streams,
    MIDDLE,
    '| First in | Field | Meaning |\n|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

/** Said once above: variances, and what every group has. */
function isTold(path: string): boolean {
  return (
    !/\*Var$|\[\]\.(id|since|few|seenS)$/.test(path) ||
    path.startsWith('rows[].zones[].since') ||
    path.startsWith('rows[].zones[].few')
  );
}

function shortOf(path: string): string {
  return path.replace(/^rows\[\]\./, '');
}
