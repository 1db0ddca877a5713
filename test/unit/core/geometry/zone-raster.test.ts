import { describe, expect, test } from 'vitest';
import { isInside } from '../../../../src/core/geometry/polygon.ts';
import { ZoneRaster } from '../../../../src/core/geometry/zone-raster.ts';
import { createRandom } from '../../../support/random.ts';

function randomPolygon(random: () => number) {
  const x = random() * 90;
  const y = random() * 90;
  const corners = 3 + Math.floor(random() * 6);
  return Array.from({ length: corners }, (_, i) => {
    const angle = (2 * Math.PI * i) / corners;
    const radius = 1 + random() * 12;
    return { x: x + radius * Math.cos(angle), y: y + radius * Math.sin(angle) };
  });
}

describe('the zone raster', () => {
  test('answers exactly what the polygons answer, everywhere', () => {
    const random = createRandom(7);
    const polygons = Array.from({ length: 40 }, () => randomPolygon(random));
    const raster = new ZoneRaster(polygons);
    const wrong: object[] = [];
    for (let i = 0; i < 20_000; i++) {
      const x = random() * 120 - 10;
      const y = random() * 120 - 10;
      const got = new Set(raster.found.slice(0, raster.lookUp(x, y)));
      polygons.forEach((polygon, zone) => {
        if (got.has(zone) !== isInside(polygon, x, y)) wrong.push({ zone, x, y });
      });
    }
    expect(wrong).toEqual([]);
  });

  test('finds nothing where there is no zone at all', () => {
    expect(new ZoneRaster([]).lookUp(1, 1)).toBe(0);
  });

  test('gives a point on a shared border to exactly one of two neighbours', () => {
    const box = (left: number) => [
      { x: left, y: 0 },
      { x: left + 10, y: 0 },
      { x: left + 10, y: 10 },
      { x: left, y: 10 },
    ];
    expect(new ZoneRaster([box(0), box(10)]).lookUp(10, 5)).toBe(1);
  });
});
