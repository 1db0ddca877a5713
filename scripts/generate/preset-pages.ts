import { stringify } from 'yaml';
import { findPreset, presetNames } from '../../src/drivers/push/preset-files.ts';

const HEAD = [
  '# Presets',
  'How the messages of counters, cameras, contacts and presence sensors that report their numbers are read: see',
  '[counter-push](../sensors/counter-push.md). Each is a file of data. To add one, write `NAME.json` here and',
  '`test/fixtures/presets/NAME.json`, then run `npm run generate`: the tests play it through every fault.',
].join('\n');

/** A page for each preset, and a list of them, made from their files. */
export function presetPages(): Record<string, string> {
  const names = presetNames();
  const rows = names.map((name) => `| [\`${name}\`](${name}.md) | ${preset(name).title} |`);
  const list = ['| Preset | Device |', '|---|---|', ...rows].join('\n');
  return {
    'config/presets/README.md': `${HEAD}\n\n${list}\n`,
    ...Object.fromEntries(names.map((name) => [`config/presets/${name}.md`, page(name)])),
  };
}

function page(name: string): string {
  const { title, wiring, triedWith, cannotTell, mapping } = preset(name);
  const names = Object.entries(mapping.names).map(
    ([word, value]) => `- \`${word}\`: \`${value}\` if left out`,
  );
  const parts = [
    `# ${title}`,
    '## Wiring',
    wiring.map((step, i) => `${i + 1}. ${step}`).join('\n'),
    '## Example',
    `\`\`\`yaml\n${presetExample(name).trimEnd()}\n\`\`\``,
    ...(names.length === 0 ? [] : ['## Names', names.join('\n')]),
    '## Tried with',
    triedWith,
    '## What it cannot tell',
    cannotTell.map((line) => `- ${line}`).join('\n'),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** Settings with one sensor of this preset. */
export function presetExample(name: string): string {
  const { example, mapping } = preset(name);
  const gives = new Set(mapping.reads.map(({ as }) => as));
  const isZone = gives.has('people') || gives.has('occupied');
  const id = isZone ? 'corner-1' : 'door-1';
  // A contact is named at a door beside what counts there.
  const place = gives.has('contact')
    ? {}
    : isZone
      ? { zones: [{ id: 'corner', space: id }] }
      : { doors: [{ id: 'main', sensors: [id] }] };
  const sensors = [{ id, type: 'counter-push', ...example }];
  return stringify({ sensors, ...place }, { lineWidth: 100 });
}

function preset(name: string) {
  const found = findPreset(name);
  if (found === undefined) throw new Error(`no preset '${name}'`);
  return found;
}
