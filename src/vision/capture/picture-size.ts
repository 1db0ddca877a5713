import { GatewayError } from '../../core/model/gateway-error.ts';
import type { CameraOptions, PictureSize } from '../../ports/camera-link.ts';

/** Refuses a picture whose size differs from the settings, or from the first picture. */
export class PictureSizeCheck {
  readonly #sensor: string;
  readonly #ofSettings: PictureSize | undefined;
  #first: PictureSize | undefined;

  constructor({ sensor = 'camera', pictureSize }: CameraOptions) {
    this.#sensor = sensor;
    this.#ofSettings = pictureSize;
  }

  /** Throws SETTINGS_INVALID when the size differs from the settings, and INPUT_UNREADABLE when it changes later. */
  check(size: PictureSize): void {
    if (this.#ofSettings !== undefined && !isSame(size, this.#ofSettings)) {
      throw new GatewayError(
        'SETTINGS_INVALID',
        `camera '${this.#sensor}' gives pictures of ${text(size)}, its settings say ${text(this.#ofSettings)}: ` +
          "set widthPx and heightPx to the camera's size and redraw its zones",
      );
    }
    this.#first ??= size;
    if (isSame(size, this.#first)) return;
    throw new GatewayError(
      'INPUT_UNREADABLE',
      `camera '${this.#sensor}' changed its pictures from ${text(this.#first)} to ${text(size)}: ` +
        'set widthPx and heightPx to the size that holds',
    );
  }
}

function isSame(one: PictureSize, other: PictureSize): boolean {
  return one.widthPx === other.widthPx && one.heightPx === other.heightPx;
}

function text({ widthPx, heightPx }: PictureSize): string {
  return `${widthPx}×${heightPx}`;
}
