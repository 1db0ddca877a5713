import { crc32 } from 'node:zlib';
import { checkSize, PictureFault } from './picture-fault.ts';

const HEAD = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** Chunks that are needed to draw the picture (PNG, 3rd edition, section 5). Text, time and EXIF chunks are dropped. */
const KEPT = new Set(['IHDR', 'PLTE', 'tRNS', 'IDAT', 'IEND']);

/** Returns the picture without metadata and without the bytes after its end. Throws PictureFault. */
export function cleanPng(file: Buffer): Uint8Array {
  if (!file.subarray(0, 8).equals(HEAD)) throw new PictureFault('This is not a PNG picture.');
  const chunks = [...chunksOf(file)];
  const [header] = chunks;
  if (header?.type !== 'IHDR' || header.bytes.length !== 25)
    throw new PictureFault('The PNG picture is damaged.');
  checkSize(header.bytes.readUInt32BE(8), header.bytes.readUInt32BE(12));
  return Buffer.concat([HEAD, ...chunks.filter(({ type }) => KEPT.has(type)).map(({ bytes }) => bytes)]);
}

function* chunksOf(file: Buffer): Generator<{ readonly type: string; readonly bytes: Buffer }> {
  for (let at = 8; at + 12 <= file.length; ) {
    const end = at + 12 + file.readUInt32BE(at);
    if (end > file.length) break;
    const bytes = file.subarray(at, end);
    if (crc32(bytes.subarray(4, -4)) !== bytes.readUInt32BE(bytes.length - 4)) {
      throw new PictureFault('The PNG picture is damaged.');
    }
    const type = bytes.toString('latin1', 4, 8);
    yield { type, bytes };
    if (type === 'IEND') return;
    at = end;
  }
  throw new PictureFault('The PNG picture is cut short.');
}
