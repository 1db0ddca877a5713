import { describe, expect, it } from 'vitest';
import { hashSettings, nameRow, planGateways } from '../../../../src/app/fleet/plan-rollout.ts';
import type { RenderedStore } from '../../../../src/config/fleet/render-store.ts';
import { rolloutPolicy } from '../../../../src/config/fleet/rollout-policy.ts';
import type { Json } from '../../../../src/core/model/ids.ts';

const policy = rolloutPolicy.parse({});
const settings = (bounceSeconds: number): Json => ({ thresholds: { bounceSeconds } });

function rendered(n: number, remote: Json, isCanary = false): RenderedStore {
  const name = { store: `store-${n}`, gateway: 'gw-1' };
  const row = { ...name, line: n + 1, serial: '', hostname: '', overlays: [], isCanary, values: new Map() };
  return { row, tenant: 'acme', text: '', remote, local: [], problems: [] };
}

const forty = (remote: Json) => Array.from({ length: 40 }, (_, i) => rendered(i + 1, remote, i < 3));
const sentTo = (stores: readonly RenderedStore[]) =>
  new Map(
    stores.map((each) => [
      nameRow(each),
      { settings: each.remote, hash: hashSettings(each.remote), revision: 1 },
    ]),
  );

describe('a plan', () => {
  it('has canaries, a tenth, half and the rest of forty stores, none twice', () => {
    const plan = planGateways({ stores: forty(settings(60)), sent: new Map(), known: new Map() }, policy);
    const sizes = policy.stages.map((stage) => plan.filter((each) => each.stage === stage).length);
    expect(sizes).toEqual([3, 4, 16, 17]);
    expect(new Set(plan.map(({ store }) => store)).size).toBe(40);
    const canaries = plan.filter(({ stage }) => stage === 'canary').map(({ store }) => store);
    expect(canaries).toEqual(['store-1', 'store-2', 'store-3']);
  });

  it('leaves out stores whose settings are on their way, and says what changes', () => {
    const before = forty(settings(120));
    const after = before.map((store, i) => (i === 7 ? { ...store, remote: settings(60) } : store));
    const plan = planGateways({ stores: after, sent: sentTo(before), known: new Map() }, policy);
    expect(plan).toMatchObject([
      { store: 'store-8', stage: 'canary', changes: ['thresholds.bounceSeconds: 120 → 60'] },
    ]);
  });

  it('sends settings again that a gateway refused or rolled back', () => {
    const stores = forty(settings(60));
    const failed = {
      ...{ highest: 1, kept: null, keptHash: null, revision: 1, reason: 'expired', refused: null },
    };
    const report = { ...failed, phase: 'refused', local: [], absent: [] };
    const known = new Map([
      ['store-9/gw-1', { store: 'store-9', gateway: 'gw-1', isSeen: true, lastSeen: null, report }],
    ]);
    const plan = planGateways({ stores, sent: sentTo(stores), known }, policy);
    expect(plan.map(({ store }) => store)).toEqual(['store-9']);
  });

  it('sends nothing to stores that head office sets nothing for', () => {
    expect(planGateways({ stores: forty({}), sent: new Map(), known: new Map() }, policy)).toEqual([]);
  });

  it('keeps the gateways of a store in one stage', () => {
    const stores = forty(settings(60)).flatMap((store) => [
      store,
      { ...store, row: { ...store.row, gateway: 'gw-2', isCanary: false } },
    ]);
    const plan = planGateways({ stores, sent: new Map(), known: new Map() }, policy);
    const stages = Map.groupBy(plan, ({ store }) => store);
    expect([...stages.values()].every((each) => new Set(each.map(({ stage }) => stage)).size === 1)).toBe(
      true,
    );
  });
});
