import type { AddressInfo, Socket } from 'node:net';
import { createServer } from 'node:net';
import type { IConnackPacket, IConnectPacket, IPublishPacket, ISubscribePacket, Packet } from 'mqtt-packet';
import { generate, parser } from 'mqtt-packet';

export interface BrokerScript {
  /** The CONNACK of the nth connection (from 1), silence, or a hang-up. */
  readonly connack?: (
    connect: IConnectPacket,
    nth: number,
  ) => Partial<IConnackPacket> | 'silence' | 'hang-up';
  /** The reason code of the PUBACK for the nth publish (from 1), silence, or a cut. */
  readonly puback?: (publish: IPublishPacket, nth: number) => number | 'silence' | 'cut';
  readonly ackDelayMs?: number;
  /** What a subscription is granted; 128 is a refusal. */
  readonly suback?: 0 | 1 | 128;
}

export interface ScriptedBroker extends AsyncDisposable {
  readonly url: string;
  readonly connects: readonly (IConnectPacket & { readonly atMs: number })[];
  readonly publishes: readonly IPublishPacket[];
  readonly subscriptions: readonly string[];
  /** The most publishes that waited for their PUBACK at once, and the largest in bytes. */
  readonly mostUnacknowledged: number;
  readonly largestBytes: number;
  /** To the client that connected last. */
  send(packet: Packet): void;
  close(): Promise<void>;
}

/** A broker that does what its script says: limits, refusals and accidents that no real broker has on command. */
export async function startBroker(script: BrokerScript = {}): Promise<ScriptedBroker> {
  const state = new Conversation(script);
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    state.listen(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  };
  return Object.assign(state, {
    url: `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close,
    [Symbol.asyncDispose]: close,
  });
}

class Conversation {
  readonly connects: (IConnectPacket & { readonly atMs: number })[] = [];
  readonly publishes: IPublishPacket[] = [];
  readonly subscriptions: string[] = [];
  mostUnacknowledged = 0;
  largestBytes = 0;
  readonly #script: BrokerScript;
  #unacknowledged = 0;
  #socket: Socket | undefined;
  #version = 5;

  constructor(script: BrokerScript) {
    this.#script = script;
  }

  send(packet: Packet): void {
    this.#socket?.write(generate(packet, { protocolVersion: this.#version }));
  }

  listen(socket: Socket): void {
    const packets = parser();
    packets.on('packet', (packet: Packet) => this.#take(packet, socket));
    packets.on('error', () => socket.destroy());
    socket.on('data', (chunk) => packets.parse(chunk));
  }

  #take(packet: Packet, socket: Socket): void {
    if (packet.cmd === 'connect') this.#connect(packet, socket);
    else if (packet.cmd === 'publish') this.#publish(packet, socket);
    else if (packet.cmd === 'subscribe') this.#subscribe(packet);
    else if (packet.cmd === 'pingreq') this.send({ cmd: 'pingresp' });
    else if (packet.cmd === 'disconnect') socket.end();
  }

  #connect(connect: IConnectPacket, socket: Socket): void {
    this.connects.push(Object.assign(connect, { atMs: performance.now() }));
    this.#socket = socket;
    this.#version = connect.protocolVersion ?? 4;
    this.#unacknowledged = 0;
    const answer = this.#script.connack?.(connect, this.connects.length) ?? {};
    if (answer === 'silence') return;
    if (answer === 'hang-up') {
      socket.destroy();
      return;
    }
    this.send({ cmd: 'connack', sessionPresent: false, reasonCode: 0, returnCode: 0, ...answer });
  }

  #publish(publish: IPublishPacket, socket: Socket): void {
    this.publishes.push(publish);
    this.largestBytes = Math.max(this.largestBytes, publish.length ?? 0);
    if (publish.qos === 0) return;
    this.#unacknowledged += 1;
    this.mostUnacknowledged = Math.max(this.mostUnacknowledged, this.#unacknowledged);
    const reasonCode = this.#script.puback?.(publish, this.publishes.length) ?? 0;
    if (reasonCode === 'silence') return;
    if (reasonCode === 'cut') {
      socket.destroy();
      return;
    }
    setTimeout(() => {
      this.#unacknowledged -= 1;
      const { messageId } = publish;
      if (messageId !== undefined && this.#socket === socket)
        this.send({ cmd: 'puback', messageId, reasonCode });
    }, this.#script.ackDelayMs ?? 0);
  }

  #subscribe({ messageId, subscriptions }: ISubscribePacket): void {
    this.subscriptions.push(...subscriptions.map(({ topic }) => topic));
    const granted = subscriptions.map(() => this.#script.suback ?? 1);
    if (messageId !== undefined) this.send({ cmd: 'suback', messageId, granted });
  }
}
