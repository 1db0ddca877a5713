import type { Socket } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { ControllerOptions } from './bluetooth-controller.ts';
import { BluetoothController } from './bluetooth-controller.ts';
import { listen } from './line-server.ts';
import type { Monitor } from './monitor.ts';

/** What the host does when the guest says `ask NAME WORDS…`; what it returns is the answer, what it throws a refusal. */
export type Asks = Readonly<Record<string, (words: readonly string[]) => unknown>>;

/** One piece of hardware, as the emulator's arguments and what the guest may ask of it. */
export interface Attached {
  readonly arguments: readonly string[];
  readonly asks: Asks;
  close(): void;
}

/** Makes the hardware for one boot. `folder` is for its sockets. */
export type Attach = (machine: { readonly folder: string; readonly monitor: Monitor }) => Promise<Attached>;

/**
 * A USB serial adapter (FTDI FT232) in the guest's xHCI port. `ask NAME-unplug`, `ask NAME-plug`, and
 * `ask NAME-send TEXT` for what the instrument behind it says (one line, CR LF after it); `ask NAME-send` while it is
 * unplugged is lost, as it would be. Under udev the port is /dev/serial/by-id/usb-QEMU_QEMU_USB_SERIAL_NAME-if00-port0.
 */
export function usbSerial(name: string): Attach {
  return async ({ folder, monitor }) => {
    const path = join(folder, `${name}.sock`);
    let peer: Socket | undefined;
    let isPlugged = true;
    const server = createServer((socket) => {
      peer = socket.on('error', () => undefined);
    });
    await listen(server, path);
    const adapter = { driver: 'usb-serial', id: name, chardev: `${name}-line`, bus: 'xhci.0', serial: name };
    return {
      arguments: [
        ...['-chardev', `socket,id=${adapter.chardev},path=${path},server=off`],
        ...[
          '-device',
          Object.entries(adapter)
            .map(([key, value]) => (key === 'driver' ? value : `${key}=${value}`))
            .join(','),
        ],
      ],
      asks: {
        [`${name}-send`]: (words) => {
          if (isPlugged) peer?.write(`${words.join(' ')}\r\n`);
        },
        [`${name}-unplug`]: async () => {
          await monitor.run('device_del', { id: name });
          isPlugged = false;
        },
        [`${name}-plug`]: async () => {
          await monitor.run('device_add', adapter);
          isPlugged = true;
        },
      },
      close() {
        peer?.destroy();
        server.close();
      },
    };
  };
}

/**
 * A USB drive that holds a file system's image: `ask stick-plug`, `ask stick-unplug`. The guest's writes stay in the
 * image.
 */
export function usbStick(image: string): Attach {
  return async ({ monitor }) => ({
    arguments: ['-blockdev', `driver=file,node-name=stick-image,filename=${image}`],
    asks: {
      'stick-plug': () =>
        monitor.run('device_add', {
          ...{ driver: 'usb-storage', id: 'stick', bus: 'xhci.0', drive: 'stick-image', serial: 'stick' },
          removable: true,
        }),
      'stick-unplug': () => monitor.run('device_del', { id: 'stick' }),
    },
    close: () => undefined,
  });
}

/**
 * A Bluetooth controller behind a UART; in the guest `bluetooth_on` makes it hci0. `ask beacon ADDRESS RSSI HEX` puts
 * a beacon on the air with these advertising bytes (at most 31). `ask beacon-off ADDRESS` removes it. `ask deaf`
 * makes the controller silently stop receiving; `ask hearing` ends that.
 */
export function bluetooth({ everyMs = 400, isExtended = false }: Partial<ControllerOptions> = {}): Attach {
  return async ({ folder }) => {
    const path = join(folder, 'bluetooth.sock');
    const controller = new BluetoothController({ everyMs, isExtended });
    const server = createServer((socket) => controller.serve(socket));
    await listen(server, path);
    return {
      arguments: [
        '-chardev',
        `socket,id=bluetooth,path=${path},server=off`,
        '-device',
        'pci-serial,chardev=bluetooth',
      ],
      asks: {
        beacon: ([address = '', rssi = '', data = '']) =>
          controller.setBeacon(address, Number(rssi), Buffer.from(data, 'hex')),
        'beacon-off': ([address = '']) => controller.removeBeacon(address),
        deaf: () => {
          controller.isDeaf = true;
        },
        hearing: () => {
          controller.isDeaf = false;
        },
      },
      close() {
        controller.close();
        server.close();
      },
    };
  };
}

/** Where the guest finds what `networkTo` lets it reach. */
export const HOST_ADDRESS = '10.0.2.100';

/** A network card whose network holds nothing but one port of this machine, at HOST_ADDRESS and the same number. */
export function networkTo(port: number): Attach {
  return async ({ monitor }) => ({
    arguments: [
      ...['-netdev', `user,id=net,restrict=on,guestfwd=tcp:${HOST_ADDRESS}:${port}-cmd:nc 127.0.0.1 ${port}`],
      ...['-device', 'virtio-net-pci,netdev=net,id=card,romfile='],
    ],
    asks: {
      'network-down': () => monitor.run('set_link', { name: 'card', up: false }),
      'network-up': () => monitor.run('set_link', { name: 'card', up: true }),
    },
    close: () => undefined,
  });
}

/** Anything else the emulator has, by its own arguments. */
export function hardware(...emulatorArguments: readonly string[]): Attach {
  return async () => ({ arguments: emulatorArguments, asks: {}, close: () => undefined });
}
