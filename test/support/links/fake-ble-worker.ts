/** A radio process whose controller is a fake; the adapter's number says how it behaves. */

import { setTimeout as sleep } from 'node:timers/promises';
import { GatewayError } from '../../../src/core/model/gateway-error.ts';
import { serveBleWorker } from '../../../src/links/ble/ble-worker.ts';
import type { BleScanner, OnReport } from '../../../src/links/ble/noble-scanner.ts';
import type { Behaviour } from './adapter-that.ts';
import { adapterThat, BEHAVIOURS } from './adapter-that.ts';

const CANARY_UUID = '00112233445566778899aabbccddeeff';
const CANARY = Buffer.from(`1aff4c000215${CANARY_UUID}00010001c5`, 'hex');
const FLAGS = Buffer.from('020106', 'hex');
const EVERY_MS = 50;

const address = new Uint8Array(6);

/** A static address that everything the gateway lets out can be searched for. */
const KNOWN_ADDRESS = Uint8Array.of(0x66, 0x55, 0x44, 0x33, 0x22, 0xf1);

/** A tag that somebody holds to the receiver. */
const HELD_ADDRESS = Uint8Array.of(0x77, 0x55, 0x44, 0x33, 0x22, 0xf1);

function randomAddress(): Uint8Array {
  for (let i = 0; i < 6; i++) address[i] = Math.floor(Math.random() * 256);
  return address;
}

function soundAround(hear: OnReport, behaviour: Behaviour | undefined): void {
  hear(KNOWN_ADDRESS, -70, FLAGS);
  hear(randomAddress(), -45, CANARY);
  if (behaviour === 'held') hear(HELD_ADDRESS, -40, FLAGS);
  if (behaviour === 'crowd') for (let i = 0; i < 250; i++) hear(randomAddress(), -80, FLAGS);
}

/** The controller of the scanner that was made, for whoever switches it. */
let controller: { switchTo(isOn: boolean): void } | undefined;

function createFakeScanner(behaviour: Behaviour | undefined): BleScanner {
  let isOn = behaviour?.startsWith('off') !== true;
  let fail: (code: string) => void = () => undefined;
  controller = {
    switchTo(wanted) {
      if (behaviour === 'off') return;
      isOn = wanted;
      if (!isOn) fail('ENETDOWN');
      else if (behaviour === 'deaf-until-reset') isDeaf = false;
    },
  };
  let isDeaf = behaviour === 'deaf';
  let hear: OnReport = () => undefined;
  const hoard: Buffer[] = [];
  return {
    get isOn() {
      return isOn;
    },
    start(onReport, onFailure) {
      hear = onReport;
      fail = onFailure;
      if (!isOn) fail('ENETDOWN');
      if (behaviour === 'busy') fail('EBUSY');
      if (behaviour === 'gone') setTimeout(() => fail('ENODEV'), 4 * EVERY_MS);
      if (behaviour?.startsWith('deaf-') === true) {
        setTimeout(() => {
          isDeaf = true;
        }, 4 * EVERY_MS);
      }
      setInterval(() => {
        if (isDeaf || !isOn) return;
        soundAround(hear, behaviour);
        if (behaviour === 'leaks') hoard.push(Buffer.alloc(4 * 1024 * 1024, 1));
      }, EVERY_MS);
    },
    rescan() {
      if (behaviour === 'deaf-until-rescan') isDeaf = false;
    },
    reset() {},
  };
}

serveBleWorker({
  check: ({ adapter }) =>
    adapter === adapterThat('refused')
      ? new GatewayError('LINK_NOT_FOUND', 'the fake adapter is not there')
      : undefined,
  createScanner: ({ adapter }) => createFakeScanner(BEHAVIOURS[Number(adapter.slice(3))]),
  powerOn: async () => controller?.switchTo(true),
  powerCycle: async () => {
    controller?.switchTo(false);
    await sleep(EVERY_MS);
    controller?.switchTo(true);
  },
});
