import { describe, expect, it } from 'vitest';
import type { StageCounts } from '../../../../src/app/fleet/judge-stage.ts';
import { findStanding, judgeStage } from '../../../../src/app/fleet/judge-stage.ts';
import type { KnownGateway, KnownReport } from '../../../../src/cloud/fleet/fleet-store.ts';
import { rolloutPolicy } from '../../../../src/config/fleet/rollout-policy.ts';

const policy = rolloutPolicy.parse({});
const counts = (more: Partial<StageCounts>): StageCounts => ({
  ...{ kept: 0, failed: 0, trial: 0, waiting: 0, offline: 0 },
  ...more,
});

describe('a stage', () => {
  it.each([
    ['canary', { kept: 2, failed: 1 }, 'halt'],
    ['canary', { failed: 1, trial: 2 }, 'halt'],
    ['canary', { kept: 3 }, 'done'],
    ['canary', { kept: 2, trial: 1 }, 'on'],
    ['canary', { offline: 3 }, 'on'],
    ['10 %', { failed: 1, trial: 9 }, 'on'],
    ['10 %', { kept: 2, failed: 1, trial: 7 }, 'halt'],
    ['10 %', { kept: 1, failed: 1 }, 'halt'],
    ['all', { kept: 19, failed: 1 }, 'done'],
    ['all', { kept: 18, failed: 1, trial: 1 }, 'halt'],
    ['all', { kept: 9, waiting: 1 }, 'done'],
    ['all', { kept: 8, waiting: 2 }, 'on'],
    ['all', { kept: 9, offline: 31 }, 'done'],
    ['all', {}, 'on'],
  ] as const)('%s with %o: %s', (stage, more, expected) => {
    expect(judgeStage(stage, counts(more), policy).kind).toBe(expected);
  });
});

const report = (more: Partial<KnownReport>): KnownReport => ({
  ...{ highest: 5, kept: 4, keptHash: null, revision: 5, phase: 'trial', reason: null, refused: null },
  ...{ local: [], absent: [] },
  ...more,
});
const gateway = (isSeen: boolean, given: KnownReport | null): KnownGateway => ({
  ...{ store: 's', gateway: 'g', isSeen, lastSeen: null, report: given },
});

describe('a gateway', () => {
  it.each([
    ['kept', gateway(true, report({ kept: 5, phase: 'kept' }))],
    ['kept', gateway(false, report({ kept: 5, phase: 'kept' }))],
    ['failed', gateway(true, report({ phase: 'rolled-back' }))],
    ['failed', gateway(true, report({ phase: 'refused' }))],
    ['trial', gateway(true, report({}))],
    ['waiting', gateway(true, report({ phase: 'waiting' }))],
    ['waiting', gateway(true, report({ revision: 4, phase: 'rolled-back' }))],
    ['waiting', gateway(true, null)],
    ['offline', gateway(false, null)],
    ['offline', undefined],
  ] as const)('is %s', (expected, known) => {
    expect(findStanding(known, 5)).toBe(expected);
  });
});
