import { expect, test } from 'vitest';
import { planText } from '../../../../src/app/commands/fleet/plan.ts';
import type { PlannedGateway } from '../../../../src/app/fleet/plan-rollout.ts';

test('a plan names every gateway that changes, those that change alike together', () => {
  const gateways = Array.from({ length: 45 }, (_gateway, i): PlannedGateway => {
    const changes = [i % 9 === 0 ? 'storage.maxMegabytes: 256 → 512' : 'thresholds.bounceSeconds: 120 → 60'];
    const stage = i === 0 ? 'canary' : 'all';
    return { store: `nl-${i}`, gateway: 'box', stage, hash: '', settings: {}, changes };
  });
  const text = planText({ stages: ['canary', 'all'], gateways }, 50, 0);
  for (let i = 0; i < 45; i += 1) expect(text).toContain(`nl-${i}/box`);
  expect(text.split('\n').filter((line) => line.startsWith('  '))).toHaveLength(2);
  expect(text).toContain('50 gateways: 5 unchanged · 45 change');
});
