import { toPicture } from '../kit/charts/to-picture.ts';
import { download } from '../kit/download.ts';
import { fileName } from './export-csv.ts';
import type { PageContext } from './page-context.ts';

/** Enlargement of the picture, for a slide or a printed page. */
const SCALE = 2;
const MARGIN = 16;
/** Downloads the page's first chart as a PNG, in the colours of the theme. */
export async function downloadPng(context: PageContext): Promise<void> {
  const charts = [...document.querySelectorAll<SVGSVGElement>('.course svg')];
  const blob = await drawPng(charts);
  if (blob !== null) download(blob, fileName(context, 'png'));
}

async function drawPng(charts: readonly SVGSVGElement[]): Promise<Blob | null> {
  const width = Math.max(...charts.map((chart) => chart.clientWidth)) + 2 * MARGIN;
  const height = charts.reduce((sum, chart) => sum + chart.clientHeight, 2 * MARGIN);
  const canvas = document.createElement('canvas');
  canvas.width = width * SCALE;
  canvas.height = height * SCALE;
  const brush = canvas.getContext('2d');
  if (brush === null) return null;
  brush.scale(SCALE, SCALE);
  brush.fillStyle = getComputedStyle(charts[0]?.closest('.card') ?? document.body).backgroundColor;
  brush.fillRect(0, 0, width, height);
  let y = MARGIN;
  for (const chart of charts) {
    brush.drawImage(await toPicture(chart), MARGIN, y, chart.clientWidth, chart.clientHeight);
    y += chart.clientHeight;
  }
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
}
