const ROUNDS = 8;

/** Edges of one person's part of a blob, and its number of pixels. */
export interface Part {
  left: number;
  top: number;
  right: number;
  bottom: number;
  area: number;
}

/**
 * Divides a blob of touching people into `count` parts of similar size, by k-means over its pixels (Lloyd 1982).
 * Starts from equal slices along its longest direction, so the same blob always gives the same parts.
 */
export function splitBlob(pixels: Int32Array, width: number, count: number): Part[] {
  let centres = count === 1 ? [{ x: 0, y: 0 }] : slicesAlongAxis(pixels, width, count);
  let parts = assign(pixels, width, centres);
  for (let round = 0; round < ROUNDS && count > 1; round += 1) {
    centres = parts.map(({ sumX, sumY, area }, index) =>
      area === 0 ? (centres[index] ?? { x: 0, y: 0 }) : { x: sumX / area, y: sumY / area },
    );
    parts = assign(pixels, width, centres);
  }
  return parts.filter(({ area }) => area > 0);
}

interface Center {
  readonly x: number;
  readonly y: number;
}

interface Gathering extends Part {
  sumX: number;
  sumY: number;
}

function assign(pixels: Int32Array, width: number, centres: readonly Center[]): Gathering[] {
  const parts = centres.map(
    (): Gathering => ({
      left: Number.POSITIVE_INFINITY,
      top: Number.POSITIVE_INFINITY,
      right: 0,
      bottom: 0,
      area: 0,
      sumX: 0,
      sumY: 0,
    }),
  );
  for (const pixel of pixels) {
    const x = pixel % width;
    const y = (pixel - x) / width;
    const part = parts[nearest(x, y, centres)];
    if (part !== undefined) gather(part, x, y);
  }
  return parts;
}

function gather(part: Gathering, x: number, y: number): void {
  part.left = Math.min(part.left, x);
  part.top = Math.min(part.top, y);
  part.right = Math.max(part.right, x + 1);
  part.bottom = Math.max(part.bottom, y + 1);
  part.area += 1;
  part.sumX += x;
  part.sumY += y;
}

function nearest(x: number, y: number, centres: readonly Center[]): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let index = 0; index < centres.length; index += 1) {
    const centre = centres[index];
    if (centre === undefined) continue;
    const distance = (x - centre.x) ** 2 + (y - centre.y) ** 2;
    if (distance < least) [best, least] = [index, distance];
  }
  return best;
}

/** First centres of the parts, spread along the blob's longest direction over its whole length. */
function slicesAlongAxis(pixels: Int32Array, width: number, count: number): Center[] {
  const n = pixels.length;
  let [sumX, sumY, sumXx, sumYy, sumXy] = [0, 0, 0, 0, 0];
  for (const pixel of pixels) {
    const x = pixel % width;
    const y = (pixel - x) / width;
    sumX += x;
    sumY += y;
    sumXx += x * x;
    sumYy += y * y;
    sumXy += x * y;
  }
  const [x, y] = [sumX / n, sumY / n];
  const [varX, varY, covariance] = [sumXx / n - x * x, sumYy / n - y * y, sumXy / n - x * y];
  const angle = Math.atan2(2 * covariance, varX - varY) / 2;
  const spread = Math.sqrt((varX + varY) / 2 + Math.hypot((varX - varY) / 2, covariance));
  // The ends of a bar of even thickness are √3 standard deviations from its middle. The centres are spread over that
  // length.
  const reach = Math.sqrt(3) * spread;
  return Array.from({ length: count }, (_, index) => {
    const along = reach * ((2 * index + 1) / count - 1);
    return { x: x + along * Math.cos(angle), y: y + along * Math.sin(angle) };
  });
}
