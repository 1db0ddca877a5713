// The only live connection of the app. It reconnects automatically, and reports when it is lost.
import type { Fact } from '../../../core/model/fact.ts';
import type { WindowSummary } from '../../../core/model/window-summary.ts';
import type { GatewayView, LivePeople } from '../../../ports/console/console.ts';
import { api } from '../kit/api.ts';
import * as state from './app-state.ts';
import { withPassages } from './passages.ts';

type Message =
  | ({ readonly kind: 'people' } & LivePeople)
  | { readonly kind: 'facts'; readonly facts: readonly Fact[] }
  | { readonly kind: 'health'; readonly status: GatewayView }
  | { readonly kind: 'summary'; readonly window: WindowSummary }
  | { readonly kind: 'settings' };

const RETRY_MS = 2_000;
/** Time without a message after which the network counts as lost. The gateway sends its health every 2 s. */
const SILENT_MS = 6_000;
/** Longest time by which lists may be out of date. Dots are updated immediately. */
const REDRAW_MS = 400;
const SESSION_ENDED = 4401;

let socket: WebSocket | undefined;
let retry = 0;
let drawnMs = 0;
let redraw = 0;
/** The newest positions of this connection. A page that opens between two messages starts with them. */
let newest: LivePeople | undefined;
const dots = new Set<(live: LivePeople) => void>();
const changes = new Set<() => void>();

/**
 * Calls `show` with all positions whenever they arrive, for dots that move without rendering the page. Returns a
 * function that stops the calls.
 */
export function onPeople(show: (live: LivePeople) => void): () => void {
  dots.add(show);
  if (newest !== undefined) show(newest);
  return () => dots.delete(show);
}

/** Calls `changed` when the gateway has started to run with new settings. Returns a function that stops the calls. */
export function onSettings(changed: () => void): () => void {
  changes.add(changed);
  return () => changes.delete(changed);
}

/** Opens the live feed, which reconnects until it is closed. Returns a function that closes it. */
export function connect(): () => void {
  open();
  const watch = window.setInterval(checkSilence, 1_000);
  const wake = () => {
    if (!document.hidden && !state.link.peek().isLive) reconnect();
  };
  const leave = () => lose();
  addEventListener('online', reconnect);
  addEventListener('offline', leave);
  document.addEventListener('visibilitychange', wake);
  return () => {
    clearInterval(watch);
    removeEventListener('online', reconnect);
    removeEventListener('offline', leave);
    document.removeEventListener('visibilitychange', wake);
    drop();
  };
}

/** Reconnects immediately, without a pause. */
export function reconnect(): void {
  drop();
  open();
}

function drop(): void {
  clearTimeout(retry);
  clearTimeout(redraw);
  redraw = 0;
  newest = undefined;
  if (socket === undefined) return;
  socket.onclose = null;
  socket.onmessage = null;
  socket.close();
  socket = undefined;
}

function open(): void {
  const own = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/api/live`);
  socket = own;
  own.onmessage = ({ data }) => receive(JSON.parse(String(data)) as Message);
  own.onclose = ({ code }) => {
    lose();
    if (code === SESSION_ENDED) state.needsCode.value = true;
    else retry = window.setTimeout(reconnect, RETRY_MS);
  };
}

function lose(): void {
  const { isLive, heardMs } = state.link.peek();
  if (isLive) state.link.value = { isLive: false, heardMs };
}

function checkSilence(): void {
  const { isLive, heardMs } = state.link.peek();
  if (!isLive || heardMs === undefined || Date.now() - heardMs < SILENT_MS) return;
  lose();
  reconnect();
}

function heard(): void {
  const wasLive = state.link.peek().isLive && state.link.peek().heardMs !== undefined;
  state.link.value = { isLive: true, heardMs: Date.now() };
  // Load the data that was missed while offline.
  if (!wasLive) void refresh();
}

async function refresh(): Promise<void> {
  await Promise.all([loadToday(), state.reloadStore().catch(() => undefined)]);
  for (const changed of changes) changed();
}

async function loadToday(): Promise<void> {
  state.today.value = await api.today().catch(() => state.today.peek());
}

function receive(message: Message): void {
  if (message.kind === 'people') takePeople(message);
  else if (message.kind === 'health') takeHealth(message.status);
  else if (message.kind === 'facts') {
    state.passages.value = withPassages(state.passages.peek(), message.facts);
  } else if (message.kind === 'summary') {
    state.summary.value = message.window;
    void loadToday();
  } else void refresh();
}

function takeHealth(status: GatewayView): void {
  state.setGatewayTime(status.at);
  state.status.value = status;
  heard();
}

function takePeople(live: LivePeople): void {
  newest = live;
  for (const show of dots) show(live);
  if (redraw !== 0) return;
  const waitMs = drawnMs + REDRAW_MS - performance.now();
  // The lists are updated now or, after a recent update, a little later. They therefore also get the last of several
  // messages.
  if (waitMs > 0) redraw = window.setTimeout(listPeople, waitMs);
  else listPeople();
}

function listPeople(): void {
  redraw = 0;
  drawnMs = performance.now();
  if (newest !== undefined) state.people.value = newest;
}
