/** Formats numbers and words for the report's page. */

const PLAIN_NAMES: Readonly<Record<string, string>> = {
  'zone.entries': 'visits begun',
  'zone.exits': 'visits ended',
  'zone.visits': 'visits',
  'zone.engaged': 'engaged visits',
  'zone.presenceMs': 'person-time',
  'zone.peopleMax': 'most at once',
  'dwell.medianMs': 'median dwell',
  'dwell.p90Ms': '90th percentile of dwell',
  'trolley.presenceMs': 'trolley-time',
  'door.in': 'people in',
  'door.out': 'people out',
  'journey.steps': 'steps from zone to zone',
  'radio.index': 'index of radios',
  'feedback.n': 'answers',
  'feedback.happyIndex': 'happy index',
  'queue.joined': 'joined the queue',
  'queue.served': 'served',
  'queue.abandoned': 'gave up',
  'queue.lengthMean': 'mean length',
  'queue.lengthMax': 'greatest length',
  'queue.waitMeanMs': 'mean wait',
  'queue.waitP95Ms': '95th percentile of waits',
  'queue.waitPredictedMs': 'predicted wait',
  'store.entries': 'entries',
  'store.exits': 'exits',
  'store.occupancy': 'occupancy',
  'store.groups': 'groups',
  'store.transactions': 'transactions',
  'store.conversion': 'conversion',
  'store.conversionPerGroup': 'conversion per group',
  'visits.meanMs': 'mean visit',
  'visits.bounceShare': 'bounce',
  'shopfront.passersBy': 'passers-by',
  'shopfront.captureRate': 'capture rate',
};

export function describeField(metric: string): string {
  return PLAIN_NAMES[metric] ?? metric;
}

/** Formats times in seconds or minutes, shares in percent, and other numbers unchanged. */
export function amount(metric: string, value: number): string {
  if (metric.endsWith('Ms')) return duration(value);
  if (/conversion|Rate$|Share$/.test(metric)) return percent(value);
  return Number.isInteger(value) ? String(value) : value.toFixed(1);
}

export function duration(ms: number): string {
  const seconds = ms / 1000;
  if (Math.abs(seconds) < 120) return `${seconds.toFixed(1)} s`;
  return Math.abs(seconds) < 7200 ? `${(seconds / 60).toFixed(1)} min` : `${(seconds / 3600).toFixed(1)} h`;
}

export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

export function escapeText(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** A cell of a table: its text and its CSS class. */
export interface Cell {
  readonly text: string;
  readonly kind?: string;
}

export function table(head: readonly string[], rows: readonly (readonly (string | Cell)[])[]): string {
  const cell = (tag: string, content: string | Cell) => {
    const { text, kind } = typeof content === 'string' ? { text: content, kind: undefined } : content;
    return `<${tag}${kind === undefined ? '' : ` class="${kind}"`}>${escapeText(text)}</${tag}>`;
  };
  const body = rows.map((row) => `<tr>${row.map((content) => cell('td', content)).join('')}</tr>`).join('\n');
  return `<div class="scroll"><table><thead><tr>${head.map((name) => cell('th', name)).join('')}</tr></thead>
<tbody>${body}</tbody></table></div>`;
}
