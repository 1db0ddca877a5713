/** Position of a picture inside a detector's input. The picture is scaled to fit, with padding around it. */
export interface Letterbox {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly left: number;
  readonly top: number;
  readonly scaledWidth: number;
  readonly scaledHeight: number;
}

/** Computes where `letterboxFilter` places the picture, so that boxes can be mapped back to it. */
export function letterbox(
  widthPx: number,
  heightPx: number,
  inputWidth: number,
  inputHeight: number,
): Letterbox {
  const scale = Math.min(inputWidth / widthPx, inputHeight / heightPx);
  const scaledWidth = Math.max(1, Math.round(widthPx * scale));
  const scaledHeight = Math.max(1, Math.round(heightPx * scale));
  const left = Math.floor((inputWidth - scaledWidth) / 2);
  const top = Math.floor((inputHeight - scaledHeight) / 2);
  return { widthPx, heightPx, left, top, scaledWidth, scaledHeight };
}

/** Computes the position of a picture that is stretched to fill the whole input. */
export function stretch(
  widthPx: number,
  heightPx: number,
  inputWidth: number,
  inputHeight: number,
): Letterbox {
  return { widthPx, heightPx, left: 0, top: 0, scaledWidth: inputWidth, scaledHeight: inputHeight };
}

/** ffmpeg filter that stretches a picture of any size to `width`×`height`. */
export function stretchFilter(width: number, height: number): string {
  return `scale=w=${width}:h=${height}:flags=bilinear`;
}

/** ffmpeg filters that scale a picture of any size into `width`×`height` and pad the rest with one grey level. */
export function letterboxFilter(width: number, height: number, padLevel: number): string {
  const fit = `min(${width}/iw,${height}/ih)`;
  const level = padLevel.toString(16).padStart(2, '0');
  return (
    `scale=w='max(1,round(iw*${fit}))':h='max(1,round(ih*${fit}))':flags=bilinear,` +
    `pad=${width}:${height}:'floor((ow-iw)/2)':'floor((oh-ih)/2)':0x${level.repeat(3)}`
  );
}

const BOX_PARTS = 5;

/**
 * Maps boxes from the detector's input to the camera's picture. The input is a flat list of left, top, right, bottom
 * and score. The output is a flat list of left, top, width, height and score. It is clipped to the picture and rounded
 * to 0.1 px and 0.001. Boxes inside the padding are dropped.
 */
export function boxesInPicture(corners: Float32Array, count: number, box: Letterbox): number[] {
  const perX = box.widthPx / box.scaledWidth;
  const perY = box.heightPx / box.scaledHeight;
  const boxes: number[] = [];
  for (let at = 0; at < count * BOX_PARTS; at += BOX_PARTS) {
    const left = clip(((corners[at] ?? 0) - box.left) * perX, box.widthPx);
    const top = clip(((corners[at + 1] ?? 0) - box.top) * perY, box.heightPx);
    const width = clip(((corners[at + 2] ?? 0) - box.left) * perX, box.widthPx) - left;
    const height = clip(((corners[at + 3] ?? 0) - box.top) * perY, box.heightPx) - top;
    if (width < 1 || height < 1) continue;
    boxes.push(tenth(left), tenth(top), tenth(width), tenth(height), thousandth(corners[at + 4] ?? 0));
  }
  return boxes;
}

function clip(value: number, max: number): number {
  return Math.min(Math.max(value, 0), max);
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}

function thousandth(value: number): number {
  return Math.round(value * 1000) / 1000;
}
