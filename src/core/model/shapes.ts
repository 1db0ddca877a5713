/** A point, in pixels from a picture's top left, or in metres on the floor plan. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Corners in order. The last corner connects to the first, which is not repeated. */
export type Polygon = readonly Point[];

/** A 3 × 3 matrix, row by row, scaled so that the last entry is 1. Maps picture to floor. */
export type Homography = readonly [number, number, number, number, number, number, number, number, number];
