import type { Settings } from '../../config/schema.ts';
import type { EventStore } from '../../ports/event-store.ts';
import type { Links } from '../../ports/links.ts';
import type { Log } from '../../ports/log.ts';
import type { VirtualClock } from '../../sim/kernel/virtual-clock.ts';
import { Gateway } from '../gateway/gateway.ts';
import type { Listener } from '../gateway/pipeline.ts';
import { readVersion } from '../process/version.ts';
import { withPowerCut } from './with-power-cut.ts';

interface SimGatewayOptions {
  readonly settings: Settings;
  readonly links: Links;
  readonly store: EventStore;
  readonly clock: VirtualClock;
  readonly log: Log;
  readonly listener?: Listener;
}

interface Life {
  readonly gateway: Gateway;
  readonly powerCut: AbortController;
}

/** The real gateway with simulated links and a simulated clock. Its power can be cut. */
export class SimGateway {
  readonly #parts: SimGatewayOptions;
  #life: Life | undefined;

  constructor(parts: SimGatewayOptions) {
    this.#parts = parts;
  }

  start(): void {
    const { settings, log, listener } = this.#parts;
    const powerCut = new AbortController();
    const gateway = new Gateway({
      ...withPowerCut(this.#parts, powerCut.signal),
      settings,
      openUplink: undefined,
      timeQuality: () => 'synced',
      // Retries wait for the middle of their random range, so that each run has the same result.
      random: () => 0.5,
      log,
      version: readVersion(),
    });
    if (listener !== undefined) gateway.pipeline.listen(listener);
    this.#life = { gateway, powerCut };
    gateway.start();
  }

  /** Cuts the power: the gateway sends no disconnect message and makes no last commit. Data not yet stored is lost. */
  cutPower(): void {
    this.#life?.powerCut.abort();
    this.#life = undefined;
  }

  async stop(): Promise<void> {
    await this.#life?.gateway.stop();
  }
}
