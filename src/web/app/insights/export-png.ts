import { download, fileName } from './export-csv.ts';
import type { PageContext } from './page-context.ts';

/** For a slide or a printed page. */
const SCALE = 2;
const MARGIN = 16;
const LOOKS = [
  'fill',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'opacity',
  'text-anchor',
  'paint-order',
] as const;

/** The page's first chart as a picture, in the colours of the theme. */
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

/** A picture knows no style sheet: each shape takes its looks along. */
async function toPicture(chart: SVGSVGElement): Promise<HTMLImageElement> {
  const copy = chart.cloneNode(true) as SVGSVGElement;
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  const originals = chart.querySelectorAll('*');
  copy.querySelectorAll('*').forEach((element, i) => {
    const original = originals[i];
    if (original === undefined) return;
    const looks = getComputedStyle(original);
    for (const look of LOOKS) element.setAttribute(look, looks.getPropertyValue(look));
    element.setAttribute('font-family', looks.fontFamily);
    element.setAttribute('font-size', looks.fontSize);
    element.setAttribute('font-weight', looks.fontWeight);
  });
  const picture = new Image();
  picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
  await picture.decode();
  return picture;
}
