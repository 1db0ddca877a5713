import { GatewayError } from '../../core/model/gateway-error.ts';
import type { SensorId } from '../../core/model/ids.ts';
import type { CameraFrame, CameraOptions, CameraSource } from '../../ports/camera-link.ts';
import type { BleAdvert, Links, MqttMessage } from '../../ports/links.ts';
import { Channel } from '../kernel/channel.ts';
import { createRandom } from '../kernel/random.ts';
import type { VirtualClock } from '../kernel/virtual-clock.ts';
import type { Door, StoreLayout } from '../model/layout.ts';
import type { Scenario } from '../model/scenario.ts';
import type { StoreObserver } from '../model/store-event.ts';
import type { Population } from '../people/population.ts';
import type { World } from '../people/world.ts';
import { OFFICE, RadioPath } from '../physics/radio-model.ts';
import { BeamSensor } from './beam-sensor.ts';
import { ButtonSensor } from './button-sensor.ts';
import { CameraSensor } from './camera-sensor.ts';
import { CounterSensor } from './counter-sensor.ts';
import type { Breakable } from './faults.ts';
import type { GpioSensorOptions } from './gpio-bus.ts';
import { GpioBus } from './gpio-bus.ts';
import type { OpenOverheadEye } from './overhead-sensor.ts';
import { OverheadSensor } from './overhead-sensor.ts';
import type { SimulatedReceiver } from './radio-sensor.ts';
import { RadioSensor } from './radio-sensor.ts';
import { SalesFeed } from './sales-feed.ts';

export interface SimDevicesOptions {
  readonly layout: StoreLayout;
  readonly scenario: Scenario;
  readonly seed: number;
  readonly clock: VirtualClock;
  readonly world: World;
  readonly population: Population;
  /** Required by cameras that look straight down. */
  readonly openOverheadEye?: OpenOverheadEye;
}

/** All simulated sensors of a store, and the links to them. */
export class SimDevices {
  readonly witnesses: StoreObserver[] = [];
  readonly breakables = new Map<SensorId, Breakable>();
  readonly radio: RadioSensor;
  readonly links: Links;
  readonly #parts: SimDevicesOptions;
  readonly #gpio: GpioBus;
  readonly #cameras = new Map<string, CameraSensor | OverheadSensor>();
  readonly #ports = new Map<string, CounterSensor>();
  readonly #ears = new Map<string, SimulatedReceiver>();
  readonly #messages: Channel<MqttMessage>;

  constructor(parts: SimDevicesOptions) {
    this.#parts = parts;
    this.#gpio = new GpioBus(parts.clock);
    this.#messages = new Channel(parts.clock);
    this.#addCameras();
    this.#addBeams();
    this.#addCounters();
    this.#addButtons();
    this.radio = this.#addRadio();
    this.witnesses.push(new SalesFeed(parts.layout.tills, this.#messages, parts.clock));
    this.links = this.#createLinks();
  }

  start(): void {
    for (const camera of this.#cameras.values()) camera.start();
    for (const counter of this.#ports.values()) counter.start();
    this.radio.start();
  }

  #addCameras(): void {
    for (const camera of this.#parts.layout.cameras) {
      const channel = new Channel<CameraFrame>(this.#parts.clock);
      const Sensor = camera.isOverhead === true ? OverheadSensor : CameraSensor;
      const sensor = new Sensor(camera, this.#parts, channel, this.#random(camera.sensor));
      this.#cameras.set(sourceKey(camera.source), sensor);
      this.#addBreakable(camera.sensor, channel, (by) => sensor.turn(by));
    }
  }

  #addBeams(): void {
    for (const beams of this.#parts.layout.beams) {
      const { sensor, chip, lineA, lineB } = beams;
      const door = this.#door(beams.door);
      this.witnesses.push(new BeamSensor(beams, door, this.#gpioOptions(sensor)));
      this.#addLines(sensor, chip, [lineA, lineB]);
    }
  }

  #addCounters(): void {
    for (const counter of this.#parts.layout.counters) {
      const channel = new Channel<string>(this.#parts.clock);
      const sensor = new CounterSensor(counter, channel, this.#parts.clock, this.#random(counter.sensor));
      this.#ports.set(counter.path, sensor);
      this.witnesses.push(sensor);
      this.#addBreakable(counter.sensor, channel, (by) => sensor.dim(by / 100));
    }
  }

  #addButtons(): void {
    const { layout, scenario, world } = this.#parts;
    for (const buttons of layout.buttons) {
      const options = this.#gpioOptions(buttons.sensor);
      this.witnesses.push(new ButtonSensor(buttons, scenario, options, (event) => world.emit(event)));
      this.#addLines(buttons.sensor, buttons.chip, buttons.lines);
    }
  }

  #addRadio(): RadioSensor {
    const { layout, clock, seed } = this.#parts;
    for (const receiver of layout.receivers) {
      const channel = new Channel<BleAdvert>(clock);
      const ear: SimulatedReceiver = { path: new RadioPath(receiver, OFFICE, seed), channel, lossDb: 0 };
      this.#ears.set(receiver.adapter, ear);
      this.#addBreakable(receiver.sensor, channel, (by) => {
        ear.lossDb = by;
      });
    }
    const radio = new RadioSensor({ ...this.#parts, tags: layout.tags, ears: [...this.#ears.values()] });
    this.witnesses.push(radio);
    return radio;
  }

  #addBreakable<T>(sensor: SensorId, channel: Channel<T>, drift: (by: number) => void): void {
    const lost = new GatewayError('LINK_LOST', `'${sensor}' was unplugged`);
    const absent = new GatewayError('LINK_NOT_FOUND', 'its plug is out');
    this.breakables.set(sensor, {
      unplug: () => channel.unplug(lost, absent),
      mute: () => channel.mute(),
      restore: () => channel.restore(),
      drift,
    });
  }

  #addLines(sensor: SensorId, chip: string, lines: readonly string[]): void {
    this.breakables.set(sensor, {
      unplug: () => this.#gpio.unplug(chip, lines),
      mute: () => this.#gpio.mute(chip, lines),
      restore: () => this.#gpio.restore(chip, lines),
    });
  }

  #gpioOptions(sensor: SensorId): GpioSensorOptions {
    return { gpio: this.#gpio, clock: this.#parts.clock, random: this.#random(sensor) };
  }

  #random(sensor: SensorId) {
    return createRandom(this.#parts.seed, `sensor ${sensor}`);
  }

  #door(id: string): Door {
    const door = this.#parts.layout.doors.find((candidate) => candidate.id === id);
    if (door === undefined) throw new RangeError(`no door '${id}' in this shop`);
    return door;
  }

  #createLinks(): Links {
    const nothing = (what: string) =>
      new GatewayError('LINK_NOT_FOUND', `no ${what} in this simulated store`);
    return {
      serial: {
        lines: ({ path }, signal) => found(this.#ports.get(path), `port ${path}`).channel.listen(signal),
        openDuplex: ({ path }) => Promise.reject(nothing(`port ${path} that answers`)),
      },
      modbus: { openBus: ({ path }) => Promise.reject(nothing(`Modbus counter on ${path}`)) },
      gpio: this.#gpio,
      ble: {
        adverts: ({ adapter }, signal) =>
          found(this.#ears.get(adapter), `adapter ${adapter}`).channel.listen(signal),
      },
      camera: { frames: (options, signal) => this.#frames(options, signal) },
      mqttReceiver: {
        adverts: ({ device }) => found<never>(undefined, `receiver on ${device.topic}`),
      },
      http: { read: ({ url }) => Promise.reject(nothing(`device at ${url}`)) },
      salesHttp: { counts: () => found<never>(undefined, 'till that posts') },
      onvif: { batches: ({ url }) => found<never>(undefined, `camera at ${url}`) },
      push: { messages: () => found<never>(undefined, 'device that reports') },
      salesDrop: { counts: () => found<never>(undefined, 'till that writes files') },
      mqttIn: { messages: ({ topics }, signal) => matching(this.#messages.listen(signal), topics) },
    };
  }

  async *#frames(options: CameraOptions, signal: AbortSignal): AsyncGenerator<CameraFrame> {
    const key = sourceKey(options.source);
    const sensor = found(this.#cameras.get(key), `camera ${key}`);
    const boxesOf = this.#listBoxes(sensor, options);
    const everyMs = options.framesPerSecond === undefined ? 0 : 1000 / options.framesPerSecond;
    let dueMs = Number.NEGATIVE_INFINITY;
    for await (const frame of sensor.channel.listen(signal)) {
      if (frame.at < dueMs - everyMs / 4) continue;
      // Half an interval of tolerance, so that a frame that comes slightly early still counts as the due one.
      dueMs = Math.max(dueMs, frame.at - everyMs / 2) + everyMs;
      yield { ...frame, boxes: await boxesOf(frame) };
    }
  }

  #listBoxes(sensor: CameraSensor | OverheadSensor, { detector }: CameraOptions) {
    if (sensor instanceof CameraSensor) {
      return ({ boxes }: CameraFrame) => strongEnough(boxes, detector.minScore ?? 0);
    }
    const eye = this.#parts.openOverheadEye?.(sensor.camera, detector);
    if (eye === undefined) throw new GatewayError('LINK_NOT_FOUND', 'no detector for pictures from above');
    return () => sensor.look(eye);
  }
}

function strongEnough(boxes: readonly number[], minScore: number): readonly number[] {
  return boxes.filter((_, i) => (boxes[i - (i % 5) + 4] ?? 0) >= minScore);
}

function found<T>(device: T | undefined, what: string): T {
  if (device === undefined) throw new GatewayError('LINK_NOT_FOUND', `no ${what} in this simulated store`);
  return device;
}

function sourceKey(source: CameraSource): string {
  if (source.kind === 'file') return source.path;
  if (source.kind === 'rtsp') return source.url;
  return source.kind === 'v4l2' ? source.device : `rpicam ${source.camera}`;
}

async function* matching(
  messages: AsyncIterable<MqttMessage>,
  filters: readonly string[],
): AsyncGenerator<MqttMessage> {
  for await (const message of messages) {
    if (filters.some((filter) => isMatch(filter, message.topic))) yield message;
  }
}

/** Matches an MQTT topic filter: `+` stands for one level, a final `#` for any number of levels. */
function isMatch(filter: string, topic: string): boolean {
  const wanted = filter.split('/');
  const levels = topic.split('/');
  const isOpen = wanted.at(-1) === '#';
  const fixed = isOpen ? wanted.slice(0, -1) : wanted;
  if (isOpen ? levels.length < fixed.length : levels.length !== fixed.length) return false;
  return fixed.every((level, i) => level === '+' || level === levels[i]);
}
