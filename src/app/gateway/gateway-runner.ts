import type { Settings } from '../../config/schema.ts';
import type { Gateway } from './gateway.ts';

interface Running {
  readonly gateway: Gateway;
  readonly settings: Settings;
}

/** Keeps one gateway running, and swaps it for one with other settings. Open visits go over by the checkpoint. */
export class GatewayRunner {
  readonly #open: (settings: Settings) => Promise<Gateway>;
  readonly #listeners = new Set<(gateway: Gateway) => void>();
  #running: Running | undefined;

  /** `open` resolves to a gateway that is not started yet; the previous gateway's storage is closed by then. */
  constructor(open: (settings: Settings) => Promise<Gateway>) {
    this.#open = open;
  }

  get gateway(): Gateway {
    return this.#current().gateway;
  }

  get settings(): Settings {
    return this.#current().settings;
  }

  /** Called with every gateway before it starts. */
  onGateway(listener: (gateway: Gateway) => void): void {
    this.#listeners.add(listener);
  }

  async start(settings: Settings): Promise<void> {
    const gateway = await this.#open(settings);
    this.#running = { gateway, settings };
    for (const listener of this.#listeners) listener(gateway);
    gateway.start();
  }

  /** Throws when no gateway can be started on the new settings; one on the old settings runs then. */
  async swap(settings: Settings): Promise<void> {
    const old = this.#current();
    await old.gateway.stop();
    try {
      await this.start(settings);
    } catch (error) {
      await this.start(old.settings);
      throw error;
    }
  }

  async stop(): Promise<void> {
    await this.#current().gateway.stop();
  }

  #current(): Running {
    if (this.#running === undefined) throw new Error('start the host before asking it');
    return this.#running;
  }
}
