import { GatewayError } from '../../core/model/gateway-error.ts';
import type { HttpLink, HttpOptions } from '../../ports/links.ts';

/** A device that answers later than this counts as unreachable. */
const ANSWER_MS = 10_000;
/** Largest body of an answer. Counters answer with a few kilobytes. */
const MAX_BODY_BYTES = 262_144;

/** Polls a device in the store's network for JSON. */
export function createHttpLink(): HttpLink {
  return { read: readJson };
}

async function readJson({ url }: HttpOptions, signal: AbortSignal): Promise<unknown> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]);
  try {
    const answer = await fetch(url, { signal: limit, redirect: 'error' });
    if (!answer.ok) throw new GatewayError('LINK_LOST', `${hostOf(url)} answers ${answer.status}`);
    return parseOrNothing(await boundedText(answer, url));
  } catch (error) {
    if (error instanceof GatewayError) throw error;
    throw new GatewayError('LINK_LOST', `${hostOf(url)} does not answer`, error);
  }
}

async function boundedText({ body }: Response, url: string): Promise<string> {
  const decoder = new TextDecoder();
  let [text, bytes] = ['', 0];
  for await (const chunk of body ?? []) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES)
      throw new GatewayError('LINK_LOST', `${hostOf(url)} sends more than ${MAX_BODY_BYTES} bytes`);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function parseOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Host of the address, for error messages: the whole address may contain a password. */
function hostOf(url: string): string {
  return new URL(url).host;
}
