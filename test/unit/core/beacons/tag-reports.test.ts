import { describe, expect, test } from 'vitest';
import type { BeaconFields, DecodedBeacon } from '../../../../src/core/beacons/beacon-fields.ts';
import { TagReports } from '../../../../src/core/beacons/tag-reports.ts';

function beacon(readings: BeaconFields, packet?: number): DecodedBeacon[] {
  return [{ format: 'bthome', readings, ...(packet !== undefined && { packet }) }];
}

describe('what tags report', () => {
  test('is told when it changes, and once a minute', () => {
    const reports = new TagReports();
    expect(reports.acceptBeacons('a', beacon({ battery: 80.4 }), 0)).toEqual({ batteryPercent: 80 });
    expect(reports.acceptBeacons('a', beacon({ battery: 80.4 }), 1000)).toBeUndefined();
    expect(reports.acceptBeacons('a', beacon({ battery: 79 }), 2000)).toEqual({ batteryPercent: 79 });
    expect(reports.acceptBeacons('a', beacon({ battery: 79 }), 62_000)).toEqual({ batteryPercent: 79 });
  });

  test('a press is told once per packet', () => {
    const reports = new TagReports();
    expect(reports.acceptBeacons('a', beacon({ button: 'press' }, 7), 0)).toEqual({ button: 1, packet: 7 });
    expect(reports.acceptBeacons('a', beacon({ button: 'press' }, 7), 300)).toBeUndefined();
    expect(reports.acceptBeacons('a', beacon({ button: 'press' }, 8), 600)).toEqual({ button: 1, packet: 8 });
  });

  test('a press without a packet number is told once while it is repeated', () => {
    const reports = new TagReports();
    expect(reports.acceptBeacons('a', beacon({ button: 'toggle' }), 0)).toEqual({ button: 1 });
    expect(reports.acceptBeacons('a', beacon({ button: 'toggle' }), 1500)).toBeUndefined();
    expect(reports.acceptBeacons('a', beacon({ button: 'toggle' }), 3000)).toBeUndefined();
    expect(reports.acceptBeacons('a', beacon({ button: 'toggle' }), 6000)).toEqual({ button: 1 });
  });

  test('a movement counter that goes on is a movement', () => {
    const reports = new TagReports();
    expect(reports.acceptBeacons('a', beacon({ movements: 4 }), 0)).toEqual({ moving: false });
    expect(reports.acceptBeacons('a', beacon({ movements: 5 }), 1000)).toEqual({ moving: true });
    expect(reports.acceptBeacons('a', beacon({ movements: 5 }), 2000)).toEqual({ moving: false });
  });

  test('a second button has a number of its own, and tags do not mix', () => {
    const reports = new TagReports();
    expect(reports.acceptBeacons('a', beacon({ button2: 'press' }, 1), 0)).toEqual({ button: 2, packet: 1 });
    expect(reports.acceptBeacons('b', beacon({ voltage: 2.9 }, 1), 0)).toEqual({ batteryMv: 2900 });
  });
});
