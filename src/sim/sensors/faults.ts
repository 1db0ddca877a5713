import type { SensorId } from '../../core/model/ids.ts';
import type { VirtualClock } from '../kernel/virtual-clock.ts';
import type { Fault } from '../model/scenario.ts';
import type { RadioSensor } from './radio-sensor.ts';

/** A simulated sensor that can have faults. */
export interface Breakable {
  unplug(): void;
  mute(): void;
  restore(): void;
  /** Drifts by `by` degrees, decibels or percent of missed people. 0 ends the drift. */
  drift?(by: number): void;
}

/** Schedules the scenario's faults. Throws a RangeError for an unknown sensor, or one that cannot have the fault. */
export function scheduleFaults(
  faults: readonly Fault[],
  devices: ReadonlyMap<SensorId, Breakable>,
  radio: RadioSensor,
  clock: VirtualClock,
): void {
  for (const fault of faults) {
    if (fault.kind === 'clock-jump') {
      clock.schedule(fault.fromMs, () => clock.jumpWall(fault.byMs));
    } else if (fault.kind === 'power-cut') {
      // Handled elsewhere: the program that runs the gateway stops it.
    } else if (fault.kind === 'flat') {
      clock.schedule(fault.fromMs, () => radio.setFlat(fault.tag, true));
      clock.schedule(fault.toMs, () => radio.setFlat(fault.tag, false));
    } else {
      scheduleSensorFault(fault, deviceOf(fault.sensor, devices), clock);
    }
  }
}

function scheduleSensorFault(
  fault: Exclude<Fault, { kind: 'clock-jump' | 'flat' | 'power-cut' }>,
  device: Breakable,
  clock: VirtualClock,
): void {
  if (fault.kind === 'drift') {
    if (device.drift === undefined) throw new RangeError(`'${fault.sensor}' has nothing that drifts`);
    clock.schedule(fault.fromMs, () => device.drift?.(fault.by));
    clock.schedule(fault.toMs, () => device.drift?.(0));
    return;
  }
  const begin = fault.kind === 'unplug' ? () => device.unplug() : () => device.mute();
  clock.schedule(fault.fromMs, begin);
  clock.schedule(fault.toMs, () => device.restore());
}

function deviceOf(sensor: SensorId, devices: ReadonlyMap<SensorId, Breakable>): Breakable {
  const device = devices.get(sensor);
  if (device === undefined) {
    throw new RangeError(`no sensor '${sensor}' in this shop; there are ${[...devices.keys()].join(', ')}`);
  }
  return device;
}
