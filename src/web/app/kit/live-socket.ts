import type { Fact } from '../../../core/model/fact.ts';
import type { WindowSummary } from '../../../core/model/window-summary.ts';
import type { GatewayView, LivePeople } from '../../../ports/console.ts';

export interface LiveHandlers {
  people?(live: LivePeople): void;
  facts?(facts: readonly Fact[]): void;
  health?(status: GatewayView): void;
  summary?(window: WindowSummary): void;
  settings?(): void;
  connected?(isConnected: boolean): void;
}

type Message =
  | ({ readonly kind: 'people' } & LivePeople)
  | { readonly kind: 'facts'; readonly facts: readonly Fact[] }
  | { readonly kind: 'health'; readonly status: GatewayView }
  | { readonly kind: 'summary'; readonly window: WindowSummary }
  | { readonly kind: 'settings' };

const RETRY_MS = 2_000;
const SESSION_ENDED = 4401;

/** Opens the live feed, which reconnects until it is closed. Returns the function that closes it. */
export function openLive(handlers: LiveHandlers, sessionEnded: () => void): () => void {
  let socket: WebSocket | undefined;
  let retry = 0;
  const open = () => {
    socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/api/live`);
    socket.onopen = () => handlers.connected?.(true);
    socket.onmessage = ({ data }) => hand(JSON.parse(String(data)) as Message, handlers);
    socket.onclose = ({ code }) => {
      handlers.connected?.(false);
      if (code === SESSION_ENDED) sessionEnded();
      else retry = window.setTimeout(open, RETRY_MS);
    };
  };
  open();
  return () => {
    clearTimeout(retry);
    if (socket === undefined) return;
    socket.onclose = null;
    socket.close();
  };
}

function hand(message: Message, handlers: LiveHandlers): void {
  if (message.kind === 'people') handlers.people?.(message);
  else if (message.kind === 'facts') handlers.facts?.(message.facts);
  else if (message.kind === 'health') handlers.health?.(message.status);
  else if (message.kind === 'summary') handlers.summary?.(message.window);
  else handlers.settings?.();
}
