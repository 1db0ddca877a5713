import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import type { EpochMs } from '../../../src/core/model/ids.ts';
import { openHttpOutput } from '../../../src/outputs/http.ts';
import type { OutputContext, OutputMessage } from '../../../src/ports/output.ts';
import { systemClock } from '../../../src/system/clock.ts';
import { silentLog } from '../../support/silent-log.ts';
import { localNetwork } from '../../support/stores/reacting-store.ts';
import { until } from '../../support/until.ts';

/** A player that takes its time: each answer is sent by the test. */
class SlowPlayer {
  readonly texts: string[] = [];
  readonly #answers: ServerResponse[] = [];
  readonly #server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8');
    });
    request.on('end', () => {
      this.texts.push(text);
      this.#answers.push(response);
    });
  });

  async open(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    onTestFinished(() => {
      this.#server.closeAllConnections();
      this.#server.close();
    });
    return `http://player.local:${(this.#server.address() as AddressInfo).port}/`;
  }

  async answer(): Promise<void> {
    await until('a call', () => this.#answers.length > 0);
    this.#answers.shift()?.writeHead(204).end();
  }
}

function createContext(): OutputContext {
  return {
    ...{ tenant: 'acme', store: 'corner', gateway: 'gw', version: '0', rules: [], names: new Map() },
    ...{ clock: systemClock, log: silentLog, random: Math.random, network: localNetwork },
    gpio: { hold: () => ({ problem: undefined, set: () => undefined, close: () => Promise.resolve() }) },
  };
}

function message(rule: string, state: 'on' | 'off', number: number): OutputMessage {
  const at = number as EpochMs;
  const change = { rule, at, state, cause: 'changed', number, value: null, limit: null, zone: null } as const;
  return { change: { ...change, since: at }, template: undefined, ttlMs: undefined, isMoment: true };
}

it('sends a moment that was over before the player had time for it', async () => {
  const player = new SlowPlayer();
  const output = openHttpOutput(
    {
      ...{ id: 'player', type: 'http', url: await player.open(), preset: 'generic', leavesStore: false },
      ...{ on: '{rule} on', off: '{rule} off' },
    },
    createContext(),
  );
  output.send(message('busy', 'on', 1));
  for (const number of [2, 3]) {
    output.send(message('door', 'on', number));
    output.send(message('door', 'off', number));
  }
  for (let call = 0; call < 3; call++) await player.answer();
  await until('all answers', () => output.status().sent === 3);
  expect(player.texts).toEqual(['busy on', 'door on', 'door off']);
  expect(output.status().dropped).toBe(2);
  await output.close();
});
