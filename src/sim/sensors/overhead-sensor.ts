import type { EpochMs } from '../../core/model/ids.ts';
import type { CameraFrame, DetectorOptions } from '../../ports/camera-link.ts';
import type { Channel } from '../kernel/channel.ts';
import type { Random } from '../kernel/random.ts';
import type { VirtualClock } from '../kernel/virtual-clock.ts';
import type { SimCamera, StoreLayout } from '../model/layout.ts';
import type { World } from '../people/world.ts';
import { createCameraView } from '../physics/camera-view.ts';
import { OverheadPicture } from './overhead-picture.ts';

/** Detects people in grey pictures of this size. It replaces the gateway's detector for views from above. */
export interface OverheadEye {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Resolves to boxes in the camera's own pixels: a flat list of left, top, width, height, score. */
  look(pixels: Uint8Array, atMs: number): Promise<readonly number[]>;
}

export type OpenOverheadEye = (
  camera: Pick<SimCamera, 'widthPx' | 'heightPx'>,
  detector: DetectorOptions,
) => OverheadEye;

interface OverheadSensorOptions {
  readonly layout: StoreLayout;
  readonly world: World;
  readonly clock: VirtualClock;
}

/** A camera that looks straight down. It draws pictures, in which the gateway's own detector finds people. */
export class OverheadSensor {
  readonly camera: SimCamera;
  readonly channel: Channel<CameraFrame>;
  readonly #parts: OverheadSensorOptions;
  readonly #random: Random;
  #turnedDeg = 0;
  #picture: OverheadPicture | undefined;

  constructor(
    camera: SimCamera,
    parts: OverheadSensorOptions,
    channel: Channel<CameraFrame>,
    random: Random,
  ) {
    this.camera = camera;
    this.channel = channel;
    this.#parts = parts;
    this.#random = random;
  }

  start(): void {
    const { clock } = this.#parts;
    const { widthPx, heightPx, framesPerSecond } = this.camera;
    const stepMs = 1000 / framesPerSecond;
    const firstMs = Math.ceil(clock.trueMs() / stepMs) * stepMs;
    const next = (index: number) => {
      clock.schedule(firstMs + index * stepMs, () => {
        this.channel.send({ at: clock.now() as EpochMs, widthPx, heightPx, boxes: [] });
        next(index + 1);
      });
    };
    next(0);
  }

  /** Turns the view by `byDeg` degrees, as a knock does. */
  turn(byDeg: number): void {
    this.#turnedDeg = byDeg;
    this.#picture = undefined;
  }

  /** Resolves to the boxes that the detector finds at this moment. */
  look(eye: OverheadEye): Promise<readonly number[]> {
    const { world, clock } = this.#parts;
    this.#picture ??= this.#pictureFor(eye);
    const atMs = clock.trueMs();
    return eye.look(this.#picture.draw(world.crowd.people.values(), world.stepShare(), atMs), atMs);
  }

  #pictureFor({ widthPx, heightPx }: OverheadEye): OverheadPicture {
    const view = createCameraView({ pose: this.camera.pose, widthPx, heightPx }, this.#turnedDeg);
    return new OverheadPicture(view, this.#parts.layout, this.#random);
  }
}
