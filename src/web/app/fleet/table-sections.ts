import type { VNode } from 'preact';
import { html } from '../kit/html.ts';
import type { Column } from './data-table.ts';
import { DataTable } from './data-table.ts';
import type { PanelQuery } from './model/fleet-api.ts';
import { decimal, percent, span, w, whole } from './model/numbers.ts';
import { gone } from './store-table.ts';

interface ZoneRow {
  readonly name: string;
  readonly people: number | null;
  readonly reach: number | null;
  readonly reach_low: number | null;
  readonly reach_high: number | null;
  readonly engaged_share: number | null;
  readonly engaged_low: number | null;
  readonly engaged_high: number | null;
  readonly mean_dwell_s: number | null;
  readonly few_periods: number | null;
  readonly coverage: number | null;
}

/** Shows a share, with its interval below. */
function withDoubt(share: number | null, low: number | null, high: number | null): unknown {
  if (share === null) return '–';
  const doubt =
    low !== null &&
    high !== null &&
    html`<small class="quiet">${w('to', { low: percent(low), high: percent(high) })}</small>`;
  return html`${percent(share)}${doubt}`;
}

/**
 * Hours with fewer people than the minimum count are part of longer sums, or are withheld. They are never shown as 0.
 */
function peopleOf(people: number | null, few: number | null): unknown {
  const held = (few ?? 0) > 0 && html` <span class="held">${w('fewAtTimes')}</span>`;
  return html`${whole(people)}${held}`;
}

function zoneColumns(): readonly Column<ZoneRow>[] {
  return [
    { title: w('name'), cell: ({ name }) => html`<strong>${name}</strong>` },
    { title: w('people'), isNumber: true, cell: ({ people, few_periods: few }) => peopleOf(people, few) },
    {
      title: w('reach'),
      about: w('aboutReach'),
      isNumber: true,
      cell: (row) => withDoubt(row.reach, row.reach_low, row.reach_high),
    },
    {
      title: w('stayed'),
      about: w('aboutEngaged'),
      isNumber: true,
      cell: (row) => withDoubt(row.engaged_share, row.engaged_low, row.engaged_high),
    },
    { title: w('meanStay'), isNumber: true, cell: ({ mean_dwell_s: dwell }) => span(dwell) },
    {
      title: w('coverage'),
      isNumber: true,
      cell: ({ coverage }) => (coverage === 0 ? gone(w('notSeen')) : percent(coverage, 0)),
    },
  ];
}

interface QueueRow {
  readonly name: string;
  readonly joined: number | null;
  readonly served: number | null;
  readonly mean_wait_s: number | null;
  readonly abandoned_share: number | null;
  readonly abandoned_low: number | null;
  readonly abandoned_high: number | null;
  readonly few_periods: number | null;
}

function queueColumns(): readonly Column<QueueRow>[] {
  return [
    { title: w('name'), cell: ({ name }) => html`<strong>${name}</strong>` },
    { title: w('joined'), isNumber: true, cell: ({ joined, few_periods: few }) => peopleOf(joined, few) },
    { title: w('served'), isNumber: true, cell: ({ served }) => whole(served) },
    { title: w('wait'), about: w('aboutWait'), isNumber: true, cell: ({ mean_wait_s: wait }) => span(wait) },
    {
      title: w('abandoned'),
      about: w('aboutAbandoned'),
      isNumber: true,
      cell: (row) => withDoubt(row.abandoned_share, row.abandoned_low, row.abandoned_high),
    },
  ];
}

interface FeedbackRow {
  readonly name: string;
  readonly answers: number | null;
  readonly happy_index: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

function feedbackColumns(): readonly Column<FeedbackRow>[] {
  return [
    { title: w('terminal'), cell: ({ name }) => html`<strong>${name}</strong>` },
    { title: w('answers'), isNumber: true, cell: ({ answers }) => whole(answers) },
    {
      title: w('happy'),
      about: w('aboutHappy'),
      isNumber: true,
      cell: ({ happy_index: index, low, high }) =>
        html`${decimal(index)}<small class="quiet">${low !== null && high !== null && w('to', { low: decimal(low), high: decimal(high) })}</small>`,
    },
  ];
}

interface DoorRow {
  readonly name: string;
  readonly entries: number | null;
  readonly half: number | null;
  readonly exits: number | null;
  readonly backfilled: number | null;
  readonly coverage: number | null;
}

function doorColumns(): readonly Column<DoorRow>[] {
  return [
    { title: w('name'), cell: ({ name }) => html`<strong>${name}</strong>` },
    {
      title: w('entries'),
      about: w('aboutEntries'),
      isNumber: true,
      cell: ({ entries, half }) =>
        html`${whole(entries)}<small class="quiet">${entries !== null && half !== null && w('to', { low: whole(Math.max(0, entries - half)), high: whole(entries + half) })}</small>`,
    },
    { title: w('exits'), isNumber: true, cell: ({ exits }) => whole(exits) },
    { title: w('backfilled'), isNumber: true, cell: ({ backfilled }) => whole(backfilled) },
    {
      title: w('coverage'),
      isNumber: true,
      cell: ({ coverage }) => (coverage === 0 ? gone(w('notSeen')) : percent(coverage, 0)),
    },
  ];
}

interface JourneyRow {
  /** Null stands for outside all zones. */
  readonly from_zone: string | null;
  readonly to_zone: string | null;
  readonly people: number | null;
}

function journeyColumns(): readonly Column<JourneyRow>[] {
  return [
    { title: w('from'), cell: ({ from_zone }) => from_zone ?? w('outsideZones') },
    { title: w('into'), cell: ({ to_zone }) => to_zone ?? w('outsideZones') },
    { title: w('people'), isNumber: true, cell: ({ people }) => whole(people) },
  ];
}

interface LengthRow {
  readonly longer_than_s: number;
  readonly up_to_s: number | null;
  readonly visits: number | null;
}

function lengthColumns(): readonly Column<LengthRow>[] {
  return [
    {
      title: w('visitLengths'),
      cell: ({ longer_than_s: from, up_to_s: to }) =>
        to === null ? w('longer', { from: span(from) }) : w('shorter', { to: span(to) }),
    },
    { title: w('visits'), isNumber: true, cell: ({ visits }) => whole(visits) },
  ];
}

/** Shows the store's zones, queues, feedback and doors. Leaves out what the store does not have. */
export function TableSections({ query }: { readonly query: PanelQuery }): VNode {
  return html`<${DataTable} panel="zones" query=${query} title=${w('zones')} columns=${zoneColumns()} />
    <${DataTable} panel="queues" query=${query} title=${w('queues')} columns=${queueColumns()} />
    <${DataTable} panel="feedback" query=${query} title=${w('feedback')} columns=${feedbackColumns()} />
    <${DataTable} panel="doors" query=${query} title=${w('doors')} columns=${doorColumns()} />
    <${DataTable} panel="visits" query=${query} title=${w('visitLengths')} columns=${lengthColumns()} />
    <${DataTable} panel="journeys" query=${query} title=${w('journeys')} columns=${journeyColumns()} />`;
}
