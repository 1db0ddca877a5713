import { expect, test } from 'vitest';
import { driver } from '../../../src/drivers/camera.ts';
import { configuredSensor } from '../../support/configured-sensor.ts';

/** 640×480 pixels over a floor of 8 by 6 metres: 80 pixels a metre. */
const calibration = [
  { picture: [0, 0], floor: [0, 0] },
  { picture: [640, 0], floor: [8, 0] },
  { picture: [640, 480], floor: [8, 6] },
  { picture: [0, 480], floor: [0, 6] },
];

function detectorOf(settings: object) {
  const { port } = configuredSensor(driver, { source: { device: '/dev/video0' }, ...settings });
  return port.link === 'camera' ? port.options.detector : undefined;
}

test('an overhead camera on a calibrated floor knows how large people are', () => {
  const camera = { model: 'motion', widthPx: 640, heightPx: 480, calibration };
  expect(detectorOf(camera)).toEqual({ model: 'motion', personSidePx: 40 });
  expect(detectorOf({ model: 'motion' })).toEqual({ model: 'motion' });
  expect(detectorOf({ ...camera, model: 'nanodet-plus-m-416' })).toEqual({ model: 'nanodet-plus-m-416' });
});

test('an overhead camera without a calibration takes its height, and its lens for a usual one', () => {
  const sidePx = (heightMetres: number, widthPx = 640) => {
    const position = { x: 1, y: 1, heightMetres };
    return detectorOf({ model: 'motion', widthPx, heightPx: 480, position })?.personSidePx;
  };
  // 0.5 m at 1.6 m from the lens, of the 2.08 m that 66 degrees show there.
  expect(sidePx(3)).toBe(154);
  expect(sidePx(3, 1280)).toBe(308);
  expect(sidePx(6)).toBe(54);
});

test('a line below an overhead camera goes by the scale at the shoulders', () => {
  const source = { device: '/dev/video0' };
  const seen = { source, model: 'motion', widthPx: 640, heightPx: 480 };
  expect(configuredSensor(driver, { ...seen, calibration }).model).toMatchObject({ pxPerMetre: 80 });
  expect(configuredSensor(driver, seen).model).not.toHaveProperty('pxPerMetre');
});

test('a least score of the settings goes to the detector, and ignored areas to the tracker', () => {
  const area = [
    [0, 0],
    [9, 0],
    [0, 9],
  ];
  const settings = { source: { device: '/dev/video0' }, minScore: 0.4, ignoredAreas: [area] };
  const { port, model } = configuredSensor(driver, settings);
  expect(port.link === 'camera' && port.options.detector.minScore).toBe(0.4);
  expect(model).toMatchObject({
    ignoredAreas: [
      [
        { x: 0, y: 0 },
        { x: 9, y: 0 },
        { x: 0, y: 9 },
      ],
    ],
  });
});
