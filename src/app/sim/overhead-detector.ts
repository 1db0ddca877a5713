import type { OpenOverheadEye } from '../../sim/sensors/overhead-sensor.ts';
import { boxesInPicture, letterbox } from '../../vision/letterbox.ts';
import { createMotionDetector } from '../../vision/motion/motion-detector.ts';

/** Runs the same motion detector as the gateway, on pictures that a simulated camera draws. */
export const openOverheadDetector: OpenOverheadEye = ({ widthPx, heightPx }, options) => {
  const detector = createMotionDetector(options);
  const { inputWidth, inputHeight, padLevel } = detector;
  const place = letterbox(widthPx, heightPx, inputWidth, inputHeight);
  const frame = new Uint8Array(inputWidth * inputHeight).fill(padLevel);
  return {
    widthPx: place.scaledWidth,
    heightPx: place.scaledHeight,
    async look(pixels, atMs) {
      for (let row = 0; row < place.scaledHeight; row++) {
        const from = row * place.scaledWidth;
        frame.set(
          pixels.subarray(from, from + place.scaledWidth),
          (place.top + row) * inputWidth + place.left,
        );
      }
      const { parts, count } = await detector.detect(frame, { atMs, place });
      return boxesInPicture(parts, count, place);
    },
  };
};
