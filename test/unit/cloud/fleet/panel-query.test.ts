import { expect, it } from 'vitest';
import { bindPanel, panelText, replaceVariables } from '../../../../src/cloud/fleet/panel-query.ts';
import { PANELS } from '../../../../src/ports/fleet.ts';

const VALUES = {
  ...{ tenant: "o'hara", region: '__all', stores: ["x'] OR true --", 'b'], versus: 'weekday' as const },
  ...{ first: '2026-11-01', last: '2026-11-28' },
};

it.each(PANELS)('puts no value into the text of %s', (name) => {
  const { text, values } = bindPanel(name, VALUES);
  expect(text).not.toMatch(/hara|OR true|:'/);
  expect(text).not.toMatch(/(?<!:):stores/);
  expect(values).toContain("o'hara");
  const numbers = [...text.matchAll(/\$(\d+)/g)].map(([, number]) => Number(number));
  expect(Math.max(...numbers)).toBe(values.length);
  expect(panelText(name)).not.toContain('--');
});

it('leaves casts and texts with a colon alone', () => {
  expect(replaceVariables(`SELECT '12:00'::time, :'first'::date, a::text`, (name) => `<${name}>`)).toBe(
    `SELECT '12:00'::time, <first>::date, a::text`,
  );
});
