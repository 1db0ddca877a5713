import { toPicture } from '../kit/charts/to-picture.ts';
import { download } from '../kit/download.ts';

/** Enlargement of the PNG, which makes it sharp in print. */
const SCALE = 3;

/** Saves a drawing of the page as a PNG that looks as on screen. */
export async function savePicture(drawing: SVGSVGElement, name: string): Promise<void> {
  const picture = await toPicture(drawing);
  const canvas = document.createElement('canvas');
  canvas.width = drawing.clientWidth * SCALE;
  canvas.height = drawing.clientHeight * SCALE;
  const context = canvas.getContext('2d');
  if (context === null) return;
  context.fillStyle = getComputedStyle(document.body).backgroundColor;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (blob !== null) download(blob, `${name}.png`);
}
