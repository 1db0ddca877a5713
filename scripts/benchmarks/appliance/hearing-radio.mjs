/**
 * The shipped radio process with its Bluetooth library and native parts. This file's controller feeds it 200 adverts
 * a second: a canary, and unknown phones that change their addresses.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = process.argv[2];
createRequire(join(root, 'package.json'))('@stoprocent/noble').withBindings;
createRequire(join(root, 'package.json'))('@stoprocent/bluetooth-hci-socket');
const { serveBleWorker } = await import(pathToFileURL(join(root, 'dist', 'ble-worker.js')).href);

const TICK_MS = 20;
const ADVERTS_PER_TICK = 4;
const NEW_ADDRESS_TICKS = 250;
const CANARY = Buffer.from('1aff4c00021500112233445566778899aabbccddeeff00010001c5', 'hex');
const PHONE = Buffer.from('02011a020a0c0aff4c001005441cbd08c5', 'hex');
const phones = Array.from({ length: 60 }, () => new Uint8Array(6));
const renew = (phone) => crypto.getRandomValues(phone);
phones.forEach(renew);

serveBleWorker({
  check: () => undefined,
  createScanner: () => ({
    start(hear) {
      let tick = 0;
      setInterval(() => {
        tick += 1;
        if (tick % NEW_ADDRESS_TICKS === 0) renew(phones[(tick / NEW_ADDRESS_TICKS) % phones.length]);
        hear(phones[0], -61, CANARY);
        for (let i = 1; i < ADVERTS_PER_TICK; i++) hear(phones[(3 * tick + i) % phones.length], -75, PHONE);
      }, TICK_MS);
    },
    rescan() {},
    reset() {},
  }),
});
