/** Number of shades. Shades of medium brightness are not used, because no text is readable on them. */
const SHADES = 5;

/** Returns the CSS class for a value in a calendar or a table of hours. */
export function findShade(value: number, most: number): string {
  return `shade-${Math.min(SHADES, 1 + Math.floor((SHADES * value) / Math.max(1, most)))}`;
}
