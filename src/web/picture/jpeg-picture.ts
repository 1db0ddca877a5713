import { checkSize, PictureFault } from './picture-fault.ts';

const START_OF_SCAN = 0xda;

/**
 * Returns the picture without thumbnails, comments, XMP and EXIF, which may contain a position. Throws PictureFault.
 */
export function cleanJpeg(file: Buffer): Uint8Array {
  if (file.length < 4 || file.readUInt16BE(0) !== 0xffd8)
    throw new PictureFault('This is not a JPEG picture.');
  const kept: Buffer[] = [file.subarray(0, 2)];
  let hasSize = false;
  for (const { marker, bytes } of segmentsOf(file)) {
    if (isFrameHeader(marker)) {
      if (bytes.length < 9) throw new PictureFault('The JPEG picture is damaged.');
      checkSize(bytes.readUInt16BE(7), bytes.readUInt16BE(5));
      hasSize = true;
    }
    if (!isExtra(marker)) kept.push(bytes);
  }
  if (!hasSize) throw new PictureFault('The JPEG picture is damaged.');
  return Buffer.concat(kept);
}

/**
 * Yields the segments up to the first scan. Its segment continues to the last end marker. Bytes after that are dropped.
 */
function* segmentsOf(file: Buffer): Generator<{ readonly marker: number; readonly bytes: Buffer }> {
  for (let at = 2; at + 4 <= file.length; ) {
    if (file[at] !== 0xff) throw new PictureFault('The JPEG picture is damaged.');
    const marker = file[at + 1] ?? 0;
    const end = marker === START_OF_SCAN ? endOfPicture(file, at) : at + 2 + file.readUInt16BE(at + 2);
    if (end > file.length) break;
    yield { marker, bytes: file.subarray(at, end) };
    if (marker === START_OF_SCAN) return;
    at = end;
  }
  throw new PictureFault('The JPEG picture is cut short.');
}

function endOfPicture(file: Buffer, from: number): number {
  const end = file.lastIndexOf(Buffer.from([0xff, 0xd9]));
  return end < from ? Number.POSITIVE_INFINITY : end + 2;
}

/** Returns true for APP1 to APP13, APP15 and comments. APP0 and APP14 are kept, because they define the colours. */
function isExtra(marker: number): boolean {
  return (marker >= 0xe1 && marker <= 0xef && marker !== 0xee) || marker === 0xfe;
}

function isFrameHeader(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}
