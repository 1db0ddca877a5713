import { describe, expect, it } from 'vitest';
import { privacyReport } from '../../../src/app/privacy/privacy-report.ts';
import { readExample } from '../../support/stores/reacting-store.ts';

async function report(example: string) {
  return privacyReport(await readExample(example), { version: '1', at: new Date(0), selfTest: [] });
}

describe('the privacy report of a store that reacts', () => {
  it('names each output, its rules and what it leads to, and adds the line to every notice', async () => {
    const { local, notice, cnilScenario } = await report('near-a');
    expect(local.join('\n')).toContain('Output shelf-a: udp at 192.168.20.40. Rules: near-a (about people).');
    expect(notice.en).toContain('Some screens or lamps here change');
    expect(notice.de).toContain('Bildschirme');
    expect(notice.fr).toContain('écrans');
    expect(notice.es).toContain('pantallas');
    expect(cnilScenario).not.toContain('without effect on the persons filmed');
  });

  it('says that an output leaves the store, and leaves the notice alone where no rule is about people', async () => {
    const { local, notice, cnilScenario } = await report('dead-sensor');
    expect(local.join('\n')).toContain(
      'Output it: webhook at it.example. Rules: dead-sensor. Leaves the store',
    );
    expect(notice.en).not.toContain('Some screens');
    expect(cnilScenario).toContain('without effect on the persons filmed');
  });
});
