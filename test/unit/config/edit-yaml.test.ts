import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { editYaml } from '../../../src/config/edit-yaml.ts';
import { COMMENTS, COMMENTED_SETTINGS as TEXT } from '../../support/console/commented-settings.ts';

describe('an edit of the settings file', () => {
  test('that changes nothing gives the same bytes', () => {
    expect(editYaml(TEXT, [{ path: ['zones', 'shoes', 'visitSeconds'], value: 7 }])).toBe(TEXT);
    expect(editYaml(TEXT, [])).toBe(TEXT);
  });

  test('changes what it names and keeps every comment', () => {
    const text = editYaml(TEXT, [
      {
        path: ['zones', 'shoes', 'polygon'],
        value: [
          [11, 12],
          [200, 10],
          [200, 200],
        ],
      },
      { path: ['zones', 'till', 'polygon', 0, 1], value: 290 },
      { path: ['store', 'name'], value: 'Corner' },
    ]);
    for (const comment of COMMENTS) expect(text).toContain(comment);
    const untouched = TEXT.split('\n').filter((line) => !/polygon|300, 300|store:/.test(line));
    for (const line of untouched) expect(text.split('\n')).toContain(line);
    expect(parse(text)).toMatchObject({
      store: { id: 'corner', name: 'Corner' },
      zones: [
        {
          polygon: [
            [11, 12],
            [200, 10],
            [200, 200],
          ],
        },
        {
          polygon: [
            [300, 290],
            [400, 300],
            [400, 400],
          ],
        },
      ],
    });
  });

  test('finds entries of a list by id, adds new ones and takes old ones out', () => {
    const zone = {
      id: 'hats',
      space: 'cam',
      polygon: [
        [1, 1],
        [5, 1],
        [5, 5],
      ],
    };
    const added = editYaml(TEXT, [{ path: ['zones', 'hats'], value: zone }]);
    expect(added).toContain('polygon: [[1, 1], [5, 1], [5, 5]]');
    const text = editYaml(added, [{ path: ['zones', 'till'] }]);
    expect((parse(text) as { zones: { id: string }[] }).zones.map(({ id }) => id)).toEqual(['shoes', 'hats']);
  });

  test('makes a section that the file left to its defaults', () => {
    expect(parse(editYaml(TEXT, [{ path: ['windows', 'seconds'], value: 300 }]))).toHaveProperty(
      'windows.seconds',
      300,
    );
  });

  test('that leads nowhere is refused', () => {
    expect(() => editYaml(TEXT, [{ path: ['zones', 'hats', 'polygon'], value: [] }])).toThrow('zones.hats');
    expect(() => editYaml(TEXT, [{ path: ['version', 'x'], value: 1 }])).not.toThrow(TypeError);
  });
});
