import { beforeAll, describe, expect, test } from 'vitest';
import { settingsSchema } from '../../../src/app/settings/settings-schema.ts';
import { validateReferences } from '../../../src/config/cross-checks.ts';
import type { Settings } from '../../../src/config/schema.ts';

const HOURS = { opens: '09:00', closes: '19:00' };
const TRIAL = { id: 'screen', measure: 'captureRate', from: '2026-06-01' };

describe('special days and experiments', () => {
  let parse: (own: object) => Settings;
  let faults: (own: object) => string[];
  beforeAll(async () => {
    const schema = await settingsSchema();
    const base = { version: 2, tenant: 'acme', gateway: 'g', store: { id: 's', hours: HOURS } };
    parse = (own) => schema.parse({ ...base, ...own }) as unknown as Settings;
    faults = (own) => schema.safeParse({ ...base, ...own }).error?.issues.map((i) => i.path.join('.')) ?? [];
  });
  const paths = (own: object) => validateReferences(parse(own)).map(({ path }) => path);
  const withDays = (...specialDays: object[]) => ({ store: { id: 's', specialDays } });

  test('refuse a date that no calendar has, and weeks that cannot be mirrored', () => {
    expect(faults(withDays({ date: '2026-02-30', name: 'never' }))).toEqual(['store.specialDays.0.date']);
    expect(faults(withDays({ date: '2026-12-24', name: 'Christmas Eve', hours: HOURS }))).toEqual([]);
    expect(faults({ experiments: [{ ...TRIAL, weeks: 3 }] })).toEqual(['experiments.0.weeks']);
  });

  test('refuse one date twice, and a day that is closed and has hours', () => {
    const day = { date: '2026-12-24', name: 'Christmas Eve', closed: true, hours: HOURS };
    expect(paths(withDays(day, { ...day, hours: undefined }))).toEqual([
      'store.specialDays[0].hours',
      'store.specialDays[1].date',
    ]);
  });

  test('refuse an outcome that nothing in the store measures', () => {
    const trials = [TRIAL, { ...TRIAL, id: 'tables', measure: 'engaged', zone: 'nowhere' }];
    expect(paths({ experiments: trials })).toEqual(['experiments[0].measure', 'experiments[1].zone']);
    expect(validateReferences(parse({ experiments: trials }))[1]?.allowed).toBe('a zone (there is none)');
  });

  test('refuse blocks without opening hours, which days do not need', () => {
    const measured = { sensors: [], zones: [], store: { id: 's' } };
    expect(paths({ ...measured, experiments: [TRIAL] })).toContain('experiments[0].unit');
    expect(paths({ ...measured, experiments: [{ ...TRIAL, unit: 'days' }] })).not.toContain(
      'experiments[0].unit',
    );
  });
});
