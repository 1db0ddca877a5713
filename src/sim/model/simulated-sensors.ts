import type { SensorId } from '../../core/model/ids.ts';
import type { CameraModel, ReceiverModel } from '../../core/model/store-model.ts';
import type { CameraOptions } from '../../ports/camera-link.ts';
import type { BleOptions, GpioOptions, MqttInOptions, SerialOptions } from '../../ports/links.ts';
import type { Sensor } from '../../ports/sensor.ts';

/** A sensor of the settings that has a simulated device, with what this device needs. */
export type SimulatedSensor = { readonly id: SensorId } & (
  | { readonly device: 'camera'; readonly model: CameraModel; readonly options: CameraOptions }
  | { readonly device: 'beams'; readonly options: GpioOptions }
  | { readonly device: 'counter'; readonly options: SerialOptions }
  | { readonly device: 'receiver'; readonly receiver: ReceiverModel; readonly options: BleOptions }
  | { readonly device: 'buttons'; readonly options: GpioOptions }
  | { readonly device: 'till'; readonly options: MqttInOptions }
);

/** Returns undefined for a sensor without a simulated device. Such a sensor stays offline for the whole run. */
export function simulated({ id, model, port }: Sensor): SimulatedSensor | undefined {
  switch (model.kind) {
    case 'sees-people':
      return port.link === 'camera' ? { id, device: 'camera', model, options: port.options } : undefined;
    case 'counts-people':
      if (model.method === 'beams' && port.link === 'gpio')
        return { id, device: 'beams', options: port.options };
      return model.method === 'counter' && port.link === 'serial'
        ? { id, device: 'counter', options: port.options }
        : undefined;
    case 'hears-tags':
      if (port.link !== 'ble') return undefined;
      return { id, device: 'receiver', receiver: model.receiver, options: port.options };
    case 'takes-answers':
      return port.link === 'gpio' ? { id, device: 'buttons', options: port.options } : undefined;
    case 'makes-sales':
      return port.link === 'mqttIn' ? { id, device: 'till', options: port.options } : undefined;
    case 'counts-heads':
    case 'watches-door':
      return undefined;
    default:
      return model satisfies never;
  }
}

export function simulatedAs<D extends SimulatedSensor['device']>(
  sensors: readonly Sensor[],
  device: D,
): Extract<SimulatedSensor, { readonly device: D }>[] {
  return sensors
    .map(simulated)
    .filter((one): one is Extract<SimulatedSensor, { readonly device: D }> => one?.device === device);
}
