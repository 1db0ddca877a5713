import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';

const INITS = { quick: '/usr/sbin/quick-init', systemd: '/sbin/init' } as const;

export interface EmulatorOptions {
  readonly kernel: string;
  readonly initrd: string;
  readonly init: keyof typeof INITS;
  /** Writes to `root` are kept, or go to a file that vanishes. */
  readonly root: string;
  readonly isRootKept: boolean;
  readonly isFlushIgnored: boolean;
  readonly caseDisk: string;
  readonly talkSocket: string;
  readonly monitorSocket: string;
  readonly memoryMb: number;
  readonly devices: readonly string[];
  readonly logFile: string;
}

/** Two Cortex-A72, as a Pi 4 has; the rest of the board is qemu's `virt`. */
export function emulatorArguments(options: EmulatorOptions): string[] {
  const {
    kernel,
    initrd,
    init,
    root,
    isRootKept,
    isFlushIgnored,
    caseDisk,
    talkSocket,
    monitorSocket,
    memoryMb,
    devices,
  } = options;
  const kernelLine = `console=ttyAMA0 quiet panic=-1 lintel.init=${INITS[init]} systemd.show_status=0`;
  return [
    ...['-M', 'virt,gic-version=3', '-cpu', 'cortex-a72', '-smp', '2', '-m', String(memoryMb)],
    ...['-accel', 'tcg,thread=multi', '-display', 'none', '-nodefaults', '-no-reboot', '-serial', 'stdio'],
    ...['-kernel', kernel, '-initrd', initrd, '-append', kernelLine],
    ...disk(
      'root',
      root,
      `cache=${isFlushIgnored ? 'unsafe' : 'writeback'}${isRootKept ? '' : ',snapshot=on'}`,
    ),
    ...disk('case', caseDisk, 'cache=writeback,readonly=on'),
    ...['-device', 'virtio-rng-pci', '-device', 'virtio-serial-pci', '-device', 'qemu-xhci,id=xhci'],
    ...['-chardev', `socket,id=talk,path=${talkSocket},server=off`],
    ...['-device', 'virtserialport,chardev=talk,name=talk'],
    ...['-chardev', `socket,id=monitor,path=${monitorSocket},server=off`],
    ...['-mon', 'chardev=monitor,mode=control'],
    ...devices,
  ];
}

/** The first is /dev/vda, the second /dev/vdb. */
function disk(id: string, file: string, how: string): string[] {
  const drive = `if=none,id=${id},format=raw,file=${file},${how}`;
  return ['-drive', drive, '-device', `virtio-blk-pci,drive=${id}`];
}

export interface Emulator {
  /** Resolves when the emulator has ended for any reason. */
  readonly ended: Promise<void>;
  /** At once, as when the plug is pulled. */
  kill(): void;
}

export function startEmulator(options: EmulatorOptions): Emulator {
  const child: ChildProcess = spawn('qemu-system-aarch64', emulatorArguments(options), {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const log = createWriteStream(options.logFile);
  child.stdout?.pipe(log, { end: false });
  child.stderr?.pipe(log, { end: false });
  const kill = (): void => {
    child.kill('SIGKILL');
  };
  process.once('exit', kill);
  const ended = once(child, 'close').then(() => {
    process.off('exit', kill);
    log.end();
  });
  return { ended, kill };
}
