import { GatewayError } from '../../../src/core/model/gateway-error.ts';

/** What a link does after its last item. */
export type Ending = 'stall' | 'lose';

/** A link's stream: its items, each after `before` was called for it, and then silence or the loss of the link. */
export async function* scripted<Item>(
  items: readonly Item[],
  ending: Ending,
  signal: AbortSignal,
  before: (index: number) => void = () => undefined,
): AsyncGenerator<Item> {
  for (const [index, item] of items.entries()) {
    if (signal.aborted) return;
    before(index);
    yield item;
  }
  if (ending === 'lose') throw new GatewayError('LINK_LOST', 'the fake link was pulled');
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
