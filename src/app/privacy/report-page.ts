import type { PrivacyReport } from './privacy-report.ts';

/** The rules of the disclosure table, explained for readers who do not program. */
const RULES: Readonly<Record<string, string>> = {
  plain: 'Says nothing about people.',
  count: 'A count of people: of the whole store as counted, inside only of the minimum count together.',
  time: 'Time that people spent, together: only of the minimum count together.',
  block: 'A count of people in multiples of the minimum count.',
  state: 'How many were there at one moment, or a property of a sensor.',
};

/** Formats the report as one printable page without scripts or external content. */
export function reportPage(report: PrivacyReport): string {
  const { leaving, notice, selfTest } = report;
  const byRule = Map.groupBy(leaving.fields, ({ rule }) => rule);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Privacy report: ${inHtml(report.store)}</title>
<style>body{font:15px/1.5 system-ui,sans-serif;max-width:48rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;width:100%}td,th{border:1px solid #999;padding:.3rem .5rem;text-align:left;vertical-align:top}
blockquote{border:2px solid #333;margin:1rem 0;padding:1rem}code{font-size:13px}h2,h3{break-after:avoid}tr,blockquote{break-inside:avoid}td:first-child{min-width:9rem}td:nth-child(2){min-width:7rem}td{overflow-wrap:anywhere}@page{margin:18mm}@media print{body{margin:0;max-width:none;font-size:12px}}</style></head><body>
<h1>Privacy report: ${inHtml(report.store)}</h1>
<p>Gateway ${inHtml(report.gateway)}, Lintel ${inHtml(report.version)}, ${inHtml(report.at)}</p>
<h2>What senses people here</h2>
${table(
  ['Sensors', 'Type', 'What they sense', 'What becomes of it'],
  [...Map.groupBy(report.sensors, ({ type }) => type).values()].map((alike) => [
    alike.map(({ sensor }) => sensor).join(', '),
    ...[alike[0]?.type ?? '', alike[0]?.senses ?? '', alike[0]?.keeps ?? ''],
  ]),
)}
<h2>What leaves the device</h2>
<p>To ${inHtml(leaving.to)}. ${inHtml(leaving.howOften)} Nothing else is sent: a field that is not listed here is refused.</p>
${table(
  ['Rule', 'Fields'],
  [...byRule].map(([rule, fields]) => [RULES[rule] ?? rule, fields.map(({ path }) => path).join(', ')]),
)}
<h3>Alarms and their fields</h3>
${table(
  ['Alarm', 'Fields'],
  leaving.events.map(({ kind, fields }) => [kind, fields.join(', ')]),
)}
<p>Minimum count (k): ${report.minimumCount}. What people do inside: ${inHtml(report.inside)} ${inHtml(report.linkage)} Of the whole store: ${inHtml(report.storeLevel)} Repeat visitors: ${inHtml(report.repeatVisitors)}</p>
<h2>What can be done on the device</h2>
<ul>${report.local.map((line) => `<li>${inHtml(line)}</li>`).join('')}</ul>
<h2>How long anything is kept</h2>
<ul>${report.retention.map((line) => `<li>${inHtml(line)}</li>`).join('')}</ul>
<h2>Law</h2>
<p>${inHtml(report.cnilScenario)} This is no legal advice: have it checked for your country.</p>
${table(
  ['Asked by', 'What the store has to do'],
  report.duties.map(({ authority, duty }) => [authority, duty]),
)}
${decision(report)}<h2>Notice for the door</h2>
${Object.entries(notice)
  .map(([language, text]) => `<blockquote lang="${language}">${inHtml(text)}</blockquote>`)
  .join('\n')}
<h2>Self-test</h2>
${table(
  ['Test', 'Result', 'Detail'],
  selfTest.map(({ name, result, detail }) => [name, result, detail]),
)}
</body></html>
`;
}

/** Formats the decision. It is shown word by word, because readers of this page may know who decided, and why. */
function decision({ extendedPseudonyms }: PrivacyReport): string {
  if (!extendedPseudonyms) return '';
  const { lifetimeHours: hours, decidedBy, decidedOn, reason, notice, optOut } = extendedPseudonyms;
  const rows = [
    ['Pseudonyms live for', `${hours} hours at most`],
    ['Decided by', `${decidedBy}, ${decidedOn}`],
    ['Because', reason],
    ['Notice at the door', notice],
    ['How to object', optOut.instructions],
    ['Devices left out', String(optOut.digests.length)],
  ];
  return `<h2>Decision on pseudonyms</h2>\n${table(['', ''], rows)}\n`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[], tag: string) =>
    `<tr>${cells.map((cell) => `<${tag}>${inHtml(cell)}</${tag}>`).join('')}</tr>`;
  return `<table>${row(head, 'th')}${rows.map((cells) => row(cells, 'td')).join('')}</table>`;
}

function inHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
