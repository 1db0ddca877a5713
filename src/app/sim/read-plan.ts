import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { GatewayError } from '../../core/model/gateway-error.ts';
import type { GreyPicture } from '../../sim/plan/grey-picture.ts';

/** Longer side of the picture, in pixels. In a store of 60 m, a wall of 10 cm is then still two pixels thick. */
const SIDE_PX = 1_600;
const READ_MS = 20_000;
const MOST_BYTES = 2 * SIDE_PX ** 2 + 1_000;
const WHITE = 255;

/**
 * Reads the picture of a floor plan, in any format that ffmpeg reads. Transparent areas become white. Throws
 * SETTINGS_UNREADABLE.
 */
export async function readPlan(path: string): Promise<GreyPicture> {
  const fit = `scale='min(${SIDE_PX},iw)':'min(${SIDE_PX},ih)':force_original_aspect_ratio=decrease`;
  const source = ['-v', 'error', '-protocol_whitelist', 'file', '-i', `file:${path}`];
  const target = ['-frames:v', '1', '-vf', fit, '-pix_fmt', 'ya8', '-f', 'image2pipe', '-c:v', 'pam', '-'];
  const options = { encoding: 'buffer', maxBuffer: MOST_BYTES, timeout: READ_MS } as const;
  try {
    const { stdout } = await promisify(execFile)('ffmpeg', [...source, ...target], options);
    return parsePam(stdout);
  } catch (error) {
    const isFfmpegAbsent = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    const words = isFfmpegAbsent
      ? 'it needs ffmpeg: sudo apt install ffmpeg'
      : 'give the path of a PNG, JPEG or WebP picture of the plan';
    throw new GatewayError('SETTINGS_UNREADABLE', `${path} cannot be read: ${words}`, error);
  }
}

/** Parses a PAM picture. After header lines such as `WIDTH 640`, each pixel has two bytes: grey and alpha. */
function parsePam(bytes: Buffer): GreyPicture {
  const end = bytes.indexOf('ENDHDR\n') + 'ENDHDR\n'.length;
  const header = bytes.subarray(0, end).toString('latin1');
  const numberOf = (name: string) => Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(header)?.[1]);
  const [width, height] = [numberOf('WIDTH'), numberOf('HEIGHT')];
  const body = bytes.subarray(end);
  if (body.length !== 2 * width * height) throw new RangeError('not the picture that was asked for');
  const pixels = Uint8Array.from({ length: width * height }, (_, i) => {
    const [grey = WHITE, alpha = WHITE] = [body[2 * i], body[2 * i + 1]];
    return WHITE - ((WHITE - grey) * alpha) / WHITE;
  });
  return { width, height, pixels };
}
