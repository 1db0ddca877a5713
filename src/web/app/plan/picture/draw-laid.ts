import type { Similarity, Size } from './similarity.ts';
import { findScale } from './similarity.ts';
import { t } from './words.ts';

/** Longest side in pixels. For a floor of 20 m, a pixel is less than 1 cm, and a phone has memory for it. */
const MOST_PX = 3_000;
/** Largest upload that the gateway accepts. */
const MOST_BYTES = 8 * 1024 * 1024;

/** Draws the picture at its place on the floor, on white. Cuts off what is outside the floor. */
export async function drawLaid(picture: HTMLImageElement, lay: Similarity, floor: Size): Promise<Blob> {
  const perMetre = Math.min(MOST_PX / Math.max(floor.width, floor.height), sharpness(picture, lay));
  const canvas = document.createElement('canvas');
  canvas.width = Math.ceil(floor.width * perMetre);
  canvas.height = Math.ceil(floor.height * perMetre);
  const paper = canvas.getContext('2d');
  if (paper === null) throw new Error(t('noCanvas'));
  paper.fillStyle = 'white';
  paper.fillRect(0, 0, canvas.width, canvas.height);
  const [a, b, c, d] = [lay.a, lay.b, lay.c, lay.d].map((value) => value * perMetre) as [
    ...[number, number, number, number],
  ];
  paper.setTransform(a, b, -b, a, c, d);
  paper.drawImage(picture, 0, 0, picture.naturalWidth, picture.naturalHeight);
  const drawn = await toBlob(canvas, 'image/png');
  return drawn.size <= MOST_BYTES ? drawn : await toBlob(canvas, 'image/jpeg');
}

/** Returns the pixels per metre that the picture has; infinity for a vector drawing. */
function sharpness({ dataset }: HTMLImageElement, lay: Similarity): number {
  return dataset['lines'] === undefined ? 1 / findScale(lay) : Number.POSITIVE_INFINITY;
}

function toBlob(canvas: HTMLCanvasElement, type: string): Promise<Blob> {
  const { promise, resolve, reject } = Promise.withResolvers<Blob>();
  canvas.toBlob((blob) => (blob === null ? reject(new Error(t('noCanvas'))) : resolve(blob)), type, 0.9);
  return promise;
}

/** A picture with an object URL, which is valid until `free` is called. */
export interface OpenPicture {
  readonly blob: Blob;
  readonly address: string;
  readonly image: HTMLImageElement;
  readonly free: () => void;
}

export async function openPicture(blob: Blob): Promise<OpenPicture> {
  const address = URL.createObjectURL(blob);
  const image = new Image();
  if (blob.type === 'image/svg+xml') image.dataset['lines'] = '';
  image.src = address;
  await image.decode().catch((error: unknown) => {
    URL.revokeObjectURL(address);
    throw error;
  });
  return { blob, address, image, free: () => URL.revokeObjectURL(address) };
}
