// Checks uploaded pictures, which are untrusted. The stored file has the drawing but no metadata. A file that could
// run, fetch or expand when opened is refused with a reason.
import type { PlanPicture } from '../ports/console/console.ts';
import { cleanJpeg } from './picture/jpeg-picture.ts';
import { PictureFault } from './picture/picture-fault.ts';
import { cleanPng } from './picture/png-picture.ts';
import { cleanSvg } from './picture/svg-picture.ts';

export const MAX_PICTURE_BYTES = 8 * 1024 * 1024;

/** Returns the bytes to keep, or the reason for a refusal. */
export function validatePicture(type: PlanPicture['type'], bytes: Buffer): Uint8Array | string {
  try {
    if (type === 'image/png') return cleanPng(bytes);
    return type === 'image/jpeg' ? cleanJpeg(bytes) : cleanSvg(bytes);
  } catch (error) {
    if (error instanceof PictureFault) return error.message;
    throw error;
  }
}
