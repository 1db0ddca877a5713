import type { WindowSummary } from '../../model/window-summary.ts';
import { deriveCapture } from '../shopfront-metrics.ts';
import { deriveConversion } from '../store-metrics.ts';

interface Pair {
  readonly part: number;
  readonly whole: number;
}

/**
 * Counts on both sides of each rate, summed only over windows in which both are known. Otherwise an outage of the
 * street camera would raise the capture rate, and an outage of the door the conversion. Null without such a window.
 */
export interface PairedCounts {
  /** Entries and passers-by. */
  readonly capture: Pair | null;
  /** Transactions and entries. */
  readonly conversion: Pair | null;
}

export function findPaired({ store, shopfront }: WindowSummary): PairedCounts {
  return {
    capture: pair(store.entries, shopfront?.passersBy ?? null),
    conversion: pair(store.transactions, store.entries),
  };
}

function pair(part: number | null, whole: number | null): Pair | null {
  return part === null || whole === null ? null : { part, whole };
}

export function addPaired(all: readonly PairedCounts[]): PairedCounts {
  return {
    capture: add(all.map(({ capture }) => capture)),
    conversion: add(all.map(({ conversion }) => conversion)),
  };
}

function add(pairs: readonly (Pair | null)[]): Pair | null {
  const known = pairs.filter((each) => each !== null);
  if (known.length === 0) return null;
  const total = (side: keyof Pair) => known.reduce((sum, each) => sum + each[side], 0);
  return { part: total('part'), whole: total('whole') };
}

export function withPairedShares(
  window: WindowSummary,
  { capture, conversion }: PairedCounts,
): WindowSummary {
  const { store, shopfront, doors } = window;
  const sold = { ...store, transactions: conversion?.part ?? null, entries: conversion?.whole ?? null };
  return {
    ...window,
    store: { ...store, ...deriveConversion(sold, doors) },
    shopfront: shopfront && {
      ...shopfront,
      ...deriveCapture({ ...shopfront, passersBy: capture?.whole ?? null }, capture?.part ?? null, doors),
    },
  };
}
