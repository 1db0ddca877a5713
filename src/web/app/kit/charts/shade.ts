/** Five steps of the accent; the middle is left out since no text reads on it. */
const SHADES = 5;

/** The class of a value in a calendar or a table of hours. */
export function findShade(value: number, most: number): string {
  return `shade-${Math.min(SHADES, 1 + Math.floor((SHADES * value) / Math.max(1, most)))}`;
}
