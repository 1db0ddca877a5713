import type { StoreModel } from '../engine/store-model.ts';
import type { Fact, RadiosCounted } from '../fact.ts';
import type { EpochMs } from '../types.ts';
import type { HandlingCounts, OpenWindow, RadioSums, TrolleyCounts } from './open-window.ts';
import { returningSummary } from './returning-summary.ts';

type WindowAt = (at: EpochMs) => OpenWindow;

/** Facts of tags and radios → the window they belong to. Other facts are nothing here. */
export function recordTagFact(windowAt: WindowAt, model: StoreModel, fact: Fact): void {
  switch (fact.kind) {
    case 'TrolleyEntered':
      trolleysIn(windowAt(fact.at), fact.zone).entries += 1;
      break;
    case 'TrolleyLeft': {
      const counts = trolleysIn(windowAt(fact.at), fact.zone);
      const minimumMs = model.zones.find(({ id }) => id === fact.zone)?.thresholds.visitMs ?? 0;
      counts.exits += 1;
      if (fact.dwellMs >= minimumMs) counts.visits += 1;
      counts.ended.push({
        dwellMs: fact.dwellMs,
        ...(fact.censored === undefined ? {} : { censored: fact.censored }),
      });
      break;
    }
    case 'TrolleyMoved': {
      const { trolleyJourneys } = windowAt(fact.at);
      const key = `${fact.from ?? ''}>${fact.to ?? ''}`;
      trolleyJourneys[key] = (trolleyJourneys[key] ?? 0) + 1;
      break;
    }
    case 'ProductPickedUp':
      handlingOf(windowAt(fact.at), fact.tag).pickUps += 1;
      break;
    case 'ProductPutBack':
      handlingOf(windowAt(fact.at), fact.tag).putBacks += 1;
      break;
    case 'RadiosReturned':
      windowAt(fact.at).returning.push(returningSummary(fact));
      break;
    case 'RadiosCounted':
      addRadios(windowAt(fact.from), fact);
      break;
    default:
      break;
  }
}

export function trolleysIn(window: OpenWindow, zone: string): TrolleyCounts {
  window.trolleys[zone] ??= { entries: 0, exits: 0, visits: 0, presenceMs: 0, ended: [] };
  return window.trolleys[zone];
}

function handlingOf(window: OpenWindow, tag: string): HandlingCounts {
  window.products[tag] ??= { pickUps: 0, putBacks: 0 };
  return window.products[tag];
}

function addRadios(window: OpenWindow, fact: RadiosCounted): void {
  const none: RadioSums = { n: 0, inside: 0, outside: 0, index: 0, indexLow: 0, indexHigh: 0 };
  window.radios[fact.sensor] ??= none;
  const sums = window.radios[fact.sensor] ?? none;
  sums.n += 1;
  for (const field of ['inside', 'outside', 'index', 'indexLow', 'indexHigh'] as const) {
    sums[field] += fact[field];
  }
  sums.buckets = [...new Set([...(sums.buckets ?? []), ...fact.buckets])];
}
