import { CameraPreviewService } from '../../../src/app/console/camera-preview-service.ts';
import { TagRegistrationService } from '../../../src/app/console/tag-registration-service.ts';
import type { EpochMs } from '../../../src/core/model/ids.ts';
import type { PreviewCameras, PreviewPicture } from '../../../src/ports/camera-link.ts';
import type { NearReceivers } from '../../../src/ports/tag-registration.ts';
import { openTestConsole, SETTINGS_TEXT } from './web-console.ts';

const PNG = Buffer.from('89504e470d0a1a0a00', 'hex');

/** A receiver that hears a tag at once. */
function openRegistration(): TagRegistrationService {
  const receivers: NearReceivers = {
    listenNear: (_order, take) => {
      take('receiver', { radios: [{ rssiDbm: -41, what: 'new' }], found: null });
      return 1;
    },
    stopNear: () => undefined,
  };
  return new TagRegistrationService({
    ...{ receivers: () => receivers, keyHex: () => 'cd'.repeat(32), audit: () => undefined },
    nowMs: () => performance.now(),
  });
}

/** The console with a camera and a receiver whose links are played. */
export async function openHardwareConsole() {
  let take: (picture: PreviewPicture) => void = () => undefined;
  const audited: string[] = [];
  const cameras: PreviewCameras = {
    aim: (_sensor, { style }, taker) => {
      take = taker;
      taker({ at: 0 as EpochMs, style, png: Uint8Array.from(PNG) });
      return true;
    },
    stopPreview: () => undefined,
  };
  const aiming = new CameraPreviewService({
    allowed: () => ['cam'],
    cameras: () => cameras,
    audit: (what, by) => audited.push(`${what} by ${by.split('-')[0]}`),
    opened: () => undefined,
    nowMs: () => performance.now(),
  });
  const console_ = await openTestConsole(SETTINGS_TEXT, { aiming, enrolment: openRegistration() });
  return { ...console_, audited, show: (picture: PreviewPicture) => take(picture) };
}
