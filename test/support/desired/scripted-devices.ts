import { connectAsync } from 'mqtt';
import { hashDesired } from '../../../src/app/desired/desired-state.ts';
import type { DesiredMessage, DesiredPhase } from '../../../src/ports/messages/desired.ts';

/** What a store makes of a revision; undefined: it is off, and says nothing. */
export type Behaviour = (store: string, message: DesiredMessage) => DesiredPhase | undefined;

interface Memory {
  highest: number;
  kept: DesiredMessage | undefined;
}

/** Reports of many stores by a script, over a real broker: what the commands of head office see of them. */
export class ScriptedDevices implements AsyncDisposable {
  behaviour: Behaviour = () => 'kept';
  /** Every document that came, in order. */
  readonly received: DesiredMessage[] = [];
  readonly #memory = new Map<string, Memory>();
  readonly #client: Awaited<ReturnType<typeof connectAsync>>;

  private constructor(client: Awaited<ReturnType<typeof connectAsync>>) {
    this.#client = client;
  }

  static async open(url: string, stores: readonly string[]): Promise<ScriptedDevices> {
    const devices = new ScriptedDevices(await connectAsync(url, { protocolVersion: 5 }));
    devices.#client.on('message', (topic, payload) => void devices.#accept(topic, payload.toString()));
    await devices.#client.subscribeAsync('lintel/v2/acme/+/gw-1/desired', { qos: 1 });
    for (const store of stores) await devices.#publish(store, 'state', { ...STATE, since: now() });
    return devices;
  }

  /** A store that was off comes back and finds what the broker has for it. */
  async comeBack(behaviour: Behaviour): Promise<void> {
    this.behaviour = behaviour;
    await this.#client.unsubscribeAsync('lintel/v2/acme/+/gw-1/desired');
    await this.#client.subscribeAsync('lintel/v2/acme/+/gw-1/desired', { qos: 1 });
  }

  async #accept(topic: string, text: string): Promise<void> {
    const store = topic.split('/')[3] ?? '';
    if (text === '') return;
    const { payload } = JSON.parse(text) as { readonly payload: string };
    const message = JSON.parse(Buffer.from(payload, 'base64url').toString()) as DesiredMessage;
    const memory = this.#memory.get(store) ?? { highest: 0, kept: undefined };
    this.#memory.set(store, memory);
    const phase = this.behaviour(store, message);
    if (phase === undefined || message.revision <= memory.highest) return;
    this.received.push(message);
    memory.highest = message.revision;
    if (phase === 'kept') memory.kept = message;
    const { kept } = memory;
    await this.#publish(store, 'report', {
      ...{ v: 2, boot: `boot-${store}`, highest: memory.highest, kept: kept?.revision ?? null },
      keptHash: kept === undefined ? null : hashDesired(kept.settings),
      ...{ revision: message.revision, id: message.id, phase, proven: true, since: now(), until: null },
      ...{ reason: phase === 'kept' ? null : 'the script says so', refused: null, local: [], absent: [] },
    });
  }

  async #publish(store: string, stream: string, message: object): Promise<void> {
    const text = JSON.stringify(message);
    await this.#client.publishAsync(`lintel/v2/acme/${store}/gw-1/${stream}`, text, { qos: 1, retain: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client.endAsync();
  }
}

const STATE = { v: 2, boot: 'boot', state: 'online', version: '0.0.0' };
const now = (): string => `${new Date().toISOString().slice(0, 19)}Z`;
