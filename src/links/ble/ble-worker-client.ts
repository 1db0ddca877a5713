import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { GatewayError } from '../../core/model/gateway-error.ts';
import { programPart } from '../../files/program-files.ts';
import type { BucketKey, FromBle, PseudonymSettings, ToBle } from '../../ports/ble-channel.ts';
import type { BleOptions } from '../../ports/links.ts';
import type { TagSettings } from '../../ports/tag-registry.ts';
import { compiledCode } from '../support/compiled-code.ts';
import { HeartbeatMonitor } from '../support/heartbeat-monitor.ts';

export interface RadioProcessSettings {
  readonly tags: readonly TagSettings[];
  readonly pseudonyms?: PseudonymSettings;
  /** Key of the digests by which registered tags are recognised. */
  readonly tagKeyHex?: string;
  /** Present when repeat visitors are estimated: returns the present bucket key. */
  readonly bucketKey?: () => BucketKey;
  /** Longest wait for the first heartbeat. The program starts from an SD card that other processes also read. */
  readonly startMs: number;
  readonly hangMs: number;
  readonly program?: URL;
}

export interface RadioProcessEvents {
  readonly message: (message: FromBle) => void;
  /** Called when the process has failed: once at most, and never after `kill`. */
  readonly died: (failure: GatewayError) => void;
}

const PROGRAM = programPart('links/ble/ble-worker');

/**
 * Client of one radio process. It does not read the process's standard output, because the stack writes addresses
 * there.
 */
export class BleWorkerClient {
  readonly #child: ChildProcess;
  readonly #events: RadioProcessEvents;
  readonly #heartbeats: HeartbeatMonitor;
  readonly #bornMs = performance.now();
  #over = false;

  constructor(options: BleOptions, settings: RadioProcessSettings, events: RadioProcessEvents) {
    this.#events = events;
    this.#child = fork(settings.program ?? PROGRAM, {
      env: compiledCode(),
      execArgv: ['--max-old-space-size=96', '--max-semi-space-size=2'],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    this.#heartbeats = new HeartbeatMonitor(this.#child.pid, settings, (silentMs) =>
      this.#die(`gave no sign of life for ${Math.round(silentMs / 1000)} s`),
    );
    this.#child.on('message', (message: FromBle) => this.#acceptMessage(message));
    this.#child.on('error', (error) => this.#die(`cannot be started: ${error.message}`, error));
    this.#child.on('exit', (code, signal) => this.#die(`ended (${signal ?? `exit code ${code}`})`));
    const { tags, pseudonyms, tagKeyHex, bucketKey } = settings;
    const own = {
      ...(pseudonyms && { pseudonyms }),
      ...(tagKeyHex !== undefined && { tagKeyHex }),
      ...(bucketKey && { bucketKey: bucketKey() }),
    };
    this.send({ kind: 'start', options, tags, ...own });
  }

  get ageMs(): number {
    return performance.now() - this.#bornMs;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  send(message: ToBle): void {
    // A send to a process that has gone fails. The failure is ignored here, as the exit event reports it.
    if (this.#child.connected) this.#child.send(message, () => undefined);
  }

  /** Kills the process immediately, and reports nothing because the caller asked for it. */
  kill(): void {
    this.#over = true;
    this.#heartbeats.stop();
    this.#child.kill('SIGKILL');
  }

  #acceptMessage(message: FromBle): void {
    if (this.#over) return;
    this.#heartbeats.beat();
    this.#events.message(message);
  }

  #die(what: string, cause?: unknown): void {
    if (this.#over) return;
    this.kill();
    this.#events.died(new GatewayError('LINK_LOST', `the radio process ${what}`, cause));
  }
}
