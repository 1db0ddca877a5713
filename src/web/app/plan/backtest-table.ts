import type { VNode } from 'preact';
import type { LineCount, Recount, ZoneCount } from '../../../ports/console/console-recount.ts';
import type { SettingsEdit } from '../../../ports/console/console-settings.ts';
import type { Shape } from '../canvas/shapes.ts';
import { html } from '../kit/html.ts';
import { t } from '../kit/i18n.ts';

interface Props {
  readonly recount: Recount;
  readonly shapes: readonly Shape[];
  readonly edits: readonly SettingsEdit[];
}

/** Compares the counts under the drawn shapes with those under the present shapes, for the same track history. */
export function RecountTable({ recount, shapes, edits }: Props): VNode {
  const { from, to } = recount;
  if (from === null || to === null)
    return html`<section class="block" id="recount"><h2>${t('tried')}</h2><p>${t('nothingKept')}</p></section>`;
  const nameOf = (kind: Shape['kind'], id: string) =>
    shapes.find((shape) => shape.kind === kind && shape.id === id)?.name ?? id;
  const isEdited = (list: string, id: string) => edits.some(({ path }) => path[0] === list && path[1] === id);
  const rows = [
    ...recount.zones.map((zone) => ({
      ...{ name: nameOf('zone', zone.id), isEdited: isEdited('zones', zone.id) },
      sentence: zoneSentence(zone.current, zone.draft),
      rows: zoneRows(zone.current, zone.draft),
    })),
    ...recount.lines.map((line) => ({
      ...{ name: nameOf('line', line.id), isEdited: isEdited('lines', line.id) },
      sentence: lineSentence(line.current, line.draft),
      rows: lineRows(line.current, line.draft),
    })),
  ];
  return html`<section class="block" id="recount"><h2>${t('tried')}</h2>
    ${rows.filter((row) => row.isEdited).map(({ name, sentence }) => html`<p><strong>${name}</strong>: ${sentence}</p>`)}
    <p class="quiet">${t('recount', { minutes: Math.max(1, Math.round((to - from) / 60_000)) })}</p>
    <div class="scroll"><table><thead><tr><td></td><th class="number">${t('current')}</th><th class="number">${t('draft')}</th></tr></thead>
    <tbody>${rows.flatMap(({ name, rows: own, isEdited: isBold }) =>
      own.map(
        ([what, current, draft]) =>
          html`<tr class=${isBold ? 'changed' : ''}><th scope="row">${name} · ${what}</th><td class="number">${current}</td><td class="number">${draft}</td></tr>`,
      ),
    )}</tbody></table></div></section>`;
}

function zoneSentence(current: ZoneCount | null, draft: ZoneCount | null): string {
  return t('triedZone', { draft: shown(draft?.visits), current: shown(current?.visits) });
}

function lineSentence(current: LineCount | null, draft: LineCount | null): string {
  const values = {
    ...{ draftIn: shown(draft?.in), draftOut: shown(draft?.out) },
    ...{ currentIn: shown(current?.in), currentOut: shown(current?.out) },
  };
  return t('triedLine', values);
}

type Row = readonly [what: string, current: string, draft: string];

function zoneRows(current: ZoneCount | null, draft: ZoneCount | null): Row[] {
  const mean = (count: ZoneCount | null) =>
    count === null || count.entries === 0 ? '–' : `${(count.dwellMs / count.entries / 1000).toFixed(1)} s`;
  return [
    [t('entries'), shown(current?.entries), shown(draft?.entries)],
    [t('visits'), shown(current?.visits), shown(draft?.visits)],
    [t('meanDwell'), mean(current), mean(draft)],
  ];
}

function lineRows(current: LineCount | null, draft: LineCount | null): Row[] {
  return [
    [t('in'), shown(current?.in), shown(draft?.in)],
    [t('out'), shown(current?.out), shown(draft?.out)],
  ];
}

function shown(count: number | undefined): string {
  return count === undefined ? '–' : String(count);
}
