/** In pixels from the top left of a picture, or in metres on the floor plan. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Corners in order, first not repeated at the end. */
export type Polygon = readonly Point[];

/** Row by row, the last entry 1 after normalising by it. Maps picture to floor. */
export type Homography = readonly [number, number, number, number, number, number, number, number, number];
