import type { WebSocket } from 'ws';
import type { Fact } from '../core/model/fact.ts';
import type { ConsoleGateway } from '../ports/console/console.ts';

/** Ten updates per second look like continuous motion. Cameras on a Pi give three to ten pictures per second. */
const PEOPLE_EVERY_MS = 100;
const HEALTH_EVERY_MS = 2_000;
/**
 * Largest number of facts that wait for a slow phone. Beyond that, the oldest are dropped, and the phone receives their
 * number.
 */
const MAX_WAITING_FACTS = 64;
const MAX_VIEWERS = 16;
/** A phone that has not yet received more bytes than this gets no further update until it has. */
const SENT_ENOUGH_BYTES = 16_384;

interface Viewer {
  readonly socket: WebSocket;
  readonly isStillAllowed: () => boolean;
  facts: Fact[];
  droppedFacts: number;
  /** The latest people and health that are not sent yet. Newer values replace them, so no queue builds up. */
  people: string | undefined;
  health: string | undefined;
  notices: string[];
}

/**
 * Sends live data to every open page. All pages get the same text, which is made only while a page is open. A slow page
 * misses updates, but never delays the gateway.
 */
export class LiveFeed {
  readonly #gateway: ConsoleGateway;
  readonly #viewers = new Set<Viewer>();
  readonly #stopListening: () => void;
  #people: NodeJS.Timeout | undefined;
  #health: NodeJS.Timeout | undefined;
  #lastAt = -1;

  constructor(gateway: ConsoleGateway) {
    this.#gateway = gateway;
    this.#stopListening = gateway.listen({
      fact: (fact) => this.#fact(fact),
      summary: (window) => this.#notice({ kind: 'summary', window }),
      settingsChanged: () => this.#notice({ kind: 'settings' }),
    });
  }

  /** Adds a page. Calls `isStillAllowed` repeatedly, and closes the connection when the session has ended. */
  add(socket: WebSocket, isStillAllowed: () => boolean): void {
    if (this.#viewers.size >= MAX_VIEWERS) {
      socket.close(1013, 'too many viewers');
      return;
    }
    const health = this.#healthText();
    const viewer: Viewer = {
      socket,
      isStillAllowed,
      facts: [],
      droppedFacts: 0,
      people: undefined,
      health,
      notices: [],
    };
    this.#viewers.add(viewer);
    socket.on('close', () => this.#remove(viewer));
    socket.on('error', () => socket.terminate());
    // The feed only sends data. A client that sends data cannot be the console's page.
    socket.on('message', () => socket.close(1008, 'nothing is expected'));
    this.#lastAt = -1;
    this.#people ??= setInterval(() => this.#publishPeople(), PEOPLE_EVERY_MS);
    this.#health ??= setInterval(() => this.#publishHealth(), HEALTH_EVERY_MS);
    this.#send(viewer);
  }

  close(): void {
    this.#stopListening();
    for (const { socket } of this.#viewers) socket.close(1001, 'the gateway stops');
    this.#viewers.clear();
    this.#rest();
  }

  #remove(viewer: Viewer): void {
    this.#viewers.delete(viewer);
    if (this.#viewers.size === 0) this.#rest();
  }

  #rest(): void {
    clearInterval(this.#people);
    clearInterval(this.#health);
    this.#people = undefined;
    this.#health = undefined;
  }

  #fact(fact: Fact): void {
    if (fact.kind === 'TracksStitched' || fact.kind === 'TrackBrokenAtLine') return;
    for (const viewer of this.#viewers) {
      viewer.facts.push(fact);
      if (viewer.facts.length > MAX_WAITING_FACTS) {
        viewer.facts.shift();
        viewer.droppedFacts += 1;
      }
    }
  }

  #notice(notice: object): void {
    if (this.#viewers.size === 0) return;
    const text = JSON.stringify(notice);
    for (const viewer of this.#viewers) viewer.notices = [...viewer.notices.slice(-3), text];
  }

  #publishPeople(): void {
    const live = this.#gateway.live();
    const isNew = live.at !== this.#lastAt;
    this.#lastAt = live.at;
    const text = isNew ? JSON.stringify({ kind: 'people', ...live }) : undefined;
    for (const viewer of this.#viewers) {
      if (text !== undefined) viewer.people = text;
      this.#send(viewer);
    }
  }

  #publishHealth(): void {
    const text = this.#healthText();
    for (const viewer of this.#viewers) {
      if (!viewer.isStillAllowed()) viewer.socket.close(4401, 'the session ended');
      else viewer.health = text;
    }
  }

  #healthText(): string {
    return JSON.stringify({ kind: 'health', status: this.#gateway.status() });
  }

  #send(viewer: Viewer): void {
    const { socket, facts, droppedFacts } = viewer;
    if (socket.readyState !== socket.OPEN || socket.bufferedAmount > SENT_ENOUGH_BYTES) return;
    if (viewer.health !== undefined) socket.send(viewer.health);
    for (const notice of viewer.notices) socket.send(notice);
    if (facts.length > 0) socket.send(JSON.stringify({ kind: 'facts', facts, dropped: droppedFacts }));
    if (viewer.people !== undefined) socket.send(viewer.people);
    viewer.health = undefined;
    viewer.people = undefined;
    viewer.notices = [];
    viewer.facts = [];
    viewer.droppedFacts = 0;
  }
}
