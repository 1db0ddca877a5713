import { describe, expect, test } from 'vitest';
import { distanceToBorder, isInside } from '../../../../src/core/geometry/polygon.ts';
import { IN_MARGIN, INSIDE, ZoneRaster } from '../../../../src/core/geometry/zone-raster.ts';
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
    const zones = Array.from({ length: 40 }, () => ({
      polygon: randomPolygon(random),
      growBy: random() * 2,
    }));
    const raster = new ZoneRaster(zones);
    const wrong: object[] = [];
    for (let i = 0; i < 20_000; i++) {
      const x = random() * 120 - 10;
      const y = random() * 120 - 10;
      const found = raster.lookUp(x, y);
      const got = new Map(Array.from({ length: found }, (_, k) => [raster.foundZones[k], raster.foundAs[k]]));
      zones.forEach(({ polygon, growBy }, zone) => {
        const inMargin = distanceToBorder(polygon, x, y) <= growBy ? IN_MARGIN : undefined;
        const expected = isInside(polygon, x, y) ? INSIDE : inMargin;
        if (got.get(zone) !== expected) wrong.push({ zone, x, y, expected });
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
    const raster = new ZoneRaster([
      { polygon: box(0), growBy: 0 },
      { polygon: box(10), growBy: 0 },
    ]);
    const found = raster.lookUp(10, 5);
    const inside = Array.from({ length: found }, (_, i) => raster.foundAs[i]).filter((as) => as === INSIDE);
    expect(inside).toHaveLength(1);
  });
});
