import type { Socket } from 'node:dgram';
import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import type { Output, OutputContext, OutputMessage, OutputStatus } from '../ports/output.ts';
import type { OutputSettingsOf } from '../ports/output-settings.ts';
import { findAddress } from './support/find-address.ts';
import { messageText } from './support/message-text.ts';
import { Tally } from './support/tally.ts';

/** How often the player's name is resolved again. Messages never wait for this: they use the last address found. */
const LOOK_UP_EVERY_MS = 60_000;

/**
 * Sends texts from the settings as datagrams to a player. UDP has no acknowledgement, so a text is repeated while the
 * rule's state lasts.
 */
export function openUdpOutput(settings: OutputSettingsOf<'udp'>, context: OutputContext): Output {
  const output = new UdpOutput(settings, context);
  output.open();
  return output;
}

class UdpOutput implements Output {
  readonly #settings: OutputSettingsOf<'udp'>;
  readonly #context: OutputContext;
  readonly #tally: Tally;
  #address: string | undefined;
  #socket: Socket | undefined;
  #lookedMs = Number.NEGATIVE_INFINITY;

  constructor(settings: OutputSettingsOf<'udp'>, context: OutputContext) {
    this.#settings = settings;
    this.#context = context;
    this.#tally = new Tally(settings);
  }

  open(): void {
    void this.#lookUp();
  }

  send(message: OutputMessage): void {
    const text = messageText(message, this.#settings, this.#context.store);
    if (text === undefined) return;
    if (this.#context.clock.monotonicMs() - this.#lookedMs > LOOK_UP_EVERY_MS) void this.#lookUp();
    if (this.#socket === undefined || this.#address === undefined) {
      this.#tally.dropped += 1;
      return;
    }
    this.#socket.send(text, this.#settings.port, this.#address, (error) => {
      if (error === null) this.#tally.sent += 1;
      else this.#tally.dropped += 1;
    });
  }

  status(): OutputStatus {
    return this.#tally.status;
  }

  close(): Promise<void> {
    this.#socket?.close();
    this.#socket = undefined;
    return Promise.resolve();
  }

  async #lookUp(): Promise<void> {
    const { host, port } = this.#settings;
    const { network, clock } = this.#context;
    this.#lookedMs = clock.monotonicMs();
    try {
      const address = await findAddress(network, host, false);
      if (this.#socket === undefined) this.#socket = openSocket(address, this.#tally);
      this.#address = address;
      this.#tally.set('ready', `sends to ${host}, port ${port}; UDP has no answers`);
    } catch (error) {
      this.#tally.set('waiting', (error as Error).message);
    }
  }
}

function openSocket(address: string, tally: Tally): Socket {
  const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
  socket.on('error', () => {
    tally.dropped += 1;
  });
  socket.unref();
  return socket;
}
