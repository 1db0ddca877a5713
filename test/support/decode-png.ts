import { crc32, inflateSync } from 'node:zlib';

export interface Picture {
  readonly width: number;
  readonly height: number;
  /** Rows of red, green, blue. */
  readonly rgb: Uint8Array;
}

/** Reads a truecolour PNG without filters, and checks every chunk. */
export function decodePng(png: Uint8Array): Picture {
  const bytes = Buffer.from(png);
  const data: Buffer[] = [];
  let size = { width: 0, height: 0 };
  for (let at = 8; at < bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    const type = bytes.toString('latin1', at + 4, at + 8);
    const body = bytes.subarray(at + 8, at + 8 + length);
    if (crc32(bytes.subarray(at + 4, at + 8 + length)) !== bytes.readUInt32BE(at + 8 + length))
      throw new Error(`${type}: wrong checksum`);
    if (type === 'IHDR') size = { width: body.readUInt32BE(0), height: body.readUInt32BE(4) };
    if (type === 'IDAT') data.push(body);
    at += 12 + length;
  }
  const { width, height } = size;
  const rows = inflateSync(Buffer.concat(data));
  const rgb = new Uint8Array(3 * width * height);
  for (let y = 0; y < height; y++) {
    const line = y * (1 + 3 * width);
    if (rows[line] !== 0) throw new Error('a filtered row');
    rgb.set(rows.subarray(line + 1, line + 1 + 3 * width), 3 * width * y);
  }
  return { width, height, rgb };
}

/** How many colours there are in a rectangle. */
export function coloursIn({ width, rgb }: Picture, left: number, top: number, w: number, h: number): number {
  const seen = new Set<number>();
  for (let y = top; y < top + h; y++)
    for (let x = left; x < left + w; x++) {
      const at = 3 * (y * width + x);
      seen.add((rgb[at] ?? 0) * 65_536 + (rgb[at + 1] ?? 0) * 256 + (rgb[at + 2] ?? 0));
    }
  return seen.size;
}
