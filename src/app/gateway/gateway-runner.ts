import type { Settings } from '../../config/schema.ts';
import type { Gateway } from './gateway.ts';

interface Running {
  readonly gateway: Gateway;
  readonly settings: Settings;
}

/**
 * Keeps one gateway running, and replaces it when the settings change. Visits in progress continue, because the
 * checkpoint contains them.
 */
export class GatewayRunner {
  readonly #open: (settings: Settings) => Promise<Gateway>;
  readonly #listeners = new Set<(gateway: Gateway) => void>();
  #running: Running | undefined;

  /**
   * `open` creates a gateway without starting it. It is called after the storage of the previous gateway was closed.
   */
  constructor(open: (settings: Settings) => Promise<Gateway>) {
    this.#open = open;
  }

  get gateway(): Gateway {
    return this.#current().gateway;
  }

  get settings(): Settings {
    return this.#current().settings;
  }

  /** Calls the listener with each new gateway, before it starts. */
  onGateway(listener: (gateway: Gateway) => void): void {
    this.#listeners.add(listener);
  }

  async start(settings: Settings): Promise<void> {
    await this.#launch(settings);
  }

  async #launch(settings: Settings, lost?: Gateway['lost']): Promise<void> {
    const gateway = await this.#open(settings);
    this.#running = { gateway, settings };
    for (const listener of this.#listeners) listener(gateway);
    gateway.start(lost);
  }

  /**
   * Replaces the gateway by one with these settings. If none can start with them, starts one with the old settings and
   * throws.
   */
  async swap(settings: Settings): Promise<void> {
    const old = this.#current();
    const { lost } = old.gateway;
    await old.gateway.stop();
    try {
      await this.#launch(settings, lost);
    } catch (error) {
      await this.#launch(old.settings, lost);
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
