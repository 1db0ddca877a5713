import type { VNode } from 'preact';
import { html } from './html.ts';

/** SVG path of each icon, in a square of 24 units. */
export const ICONS = {
  live: 'M12 12m-2 0a2 2 0 1 0 4 0a2 2 0 1 0-4 0M8.5 15.5a5 5 0 0 1 0-7M15.5 8.5a5 5 0 0 1 0 7M5.6 18.4a9 9 0 0 1 0-12.8M18.4 5.6a9 9 0 0 1 0 12.8',
  insights: 'M4 20h16M6 20v-8M11 20v-5M16 20V9M20 4l-5 3-4-2-7 5',
  plan: 'M4 4h16v16H4zM4 12h7M14 4v9M14 17v3',
  devices: 'M3 7h11v9H3zM14 11l6-3v8l-6-3M6 20h6',
  settings:
    'M4 7h10M18 7h2M4 17h2M10 17h10M16 7m-2 0a2 2 0 1 0 4 0a2 2 0 1 0-4 0M8 17m-2 0a2 2 0 1 0 4 0a2 2 0 1 0-4 0',
  setup: 'M9 6h11M9 12h11M9 18h11M4 6l1 1 2-2M4 12l1 1 2-2M4 18h1',
  audit: 'M5 4h14v17H5zM9 3h6v3H9zM9 13l2 2 4-5',
  warn: 'M12 4L2.5 20h19zM12 10v5M12 17.5v.5',
  lost: 'M3 3l18 18M5 12a10 10 0 0 1 4-2.500M19 12a10 10 0 0 0-5-2.900M8.500 15.500a5 5 0 0 1 7 0M12 19v.1',
  download: 'M12 4v11M7.500 11l4.500 4.500L16.500 11M5 20h14',
  eye: 'M2 12s4-7 10-7 10 7 10 7-4 7-10 7S2 12 2 12zM12 12m-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0',
  tick: 'M5 12l5 5 9-11',
  back: 'M15 5l-7 7 7 7',
  close: 'M5 5l14 14M19 5L5 19',
  next: 'M9 5l7 7-7 7',
  up: 'M5 15l7-7 7 7',
  undo: 'M9 14L4 9l5-5M4 9h10a6 6 0 0 1 0 12h-3',
  redo: 'M15 14l5-5-5-5M20 9H10a6 6 0 0 0 0 12h3',
  nearer: 'M12 5v14M5 12h14',
  farther: 'M5 12h14',
  fit: 'M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5',
  select: 'M5 3l6 17 2.500-7L20 10.500z',
  zone: 'M12 3l9 6.500-3.500 10.500h-11L3 9.500z',
  line: 'M4 20L19 5M12 5h7v7',
  wall: 'M3 5h18v14H3zM3 12h18M9 5v7M15 12v7',
  place: 'M12 21s-7-6-7-11a7 7 0 0 1 14 0c0 5-7 11-7 11zM12 10m-2 0a2 2 0 1 0 4 0a2 2 0 1 0-4 0',
  more: 'M5 12h.1M12 12h.1M19 12h.1',
  scale: 'M3 15L15 3l6 6L9 21zM8 10l2 2M11 7l2 2M14 4l2 2',
  turn: 'M4 8h13M13 4l4 4-4 4M20 16H7M11 20l-4-4 4-4',
  remove: 'M5 7h14M9 7V4h6v3M7 7l1 13h8l1-13',
  serial: 'M3 7h18v10H3zM8 7v10M13 7v10M18 7v10',
  bluetooth: 'M7 7l10 10-5 5V2l5 5L7 17',
  chip: 'M7 7h10v10H7zM10 3v4M14 3v4M10 17v4M14 17v4M3 10h4M3 14h4M17 10h4M17 14h4',
  search: 'M11 4.500a6.500 6.500 0 1 0 0 13a6.500 6.500 0 1 0 0-13M16 16l4.500 4.500',
  print: 'M7 8V3h10v5M7 17H4V8h16v9h-3M7 13h10v8H7z',
  picture: 'M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15 9h.1',
  person: 'M12 4a4 4 0 1 0 0 8a4 4 0 1 0 0-8M4 21c0-5 4-6 8-6s8 1 8 6',
} as const;
export type Icon = keyof typeof ICONS;

export function icon(name: Icon): VNode {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d=${ICONS[name]} /></svg>`;
}
