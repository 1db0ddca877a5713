import { expect, test } from 'vitest';
import type { StoreView } from '../../../../../src/ports/console/console.ts';
import { likelyDoor } from '../../../../../src/web/app/setup/add-sensor.ts';

const SHOP = {
  doors: [
    { id: 'd-1', name: 'Front door' },
    { id: 'd-2', name: 'Straße' },
  ],
} as unknown as StoreView;

test.each([
  ['usb-Counter_over_the_front_door-if00', { door: 'd-1' }],
  ['counter straße', { door: 'd-2' }],
  ['usb-FTDI_FT232R', 'new-door'],
  ['', 'new-door'],
])('a counter called “%s” is offered at the door of that name, else at a new one', (device, at) => {
  expect(likelyDoor(device, SHOP)).toEqual(at);
});
