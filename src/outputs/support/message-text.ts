import { renderTemplate } from '../../core/rules/render-template.ts';
import type { OutputMessage } from '../../ports/output.ts';
import type { Template } from '../../ports/output-settings.ts';

interface Texts {
  readonly on?: Template | undefined;
  readonly off?: Template | undefined;
}

/**
 * Returns the text for a player. For a rule that is `on`, the rule's own text takes precedence over the output's.
 * Undefined when nothing is sent in this state.
 */
export function messageText(
  { change, template }: OutputMessage,
  texts: Texts,
  store: string,
): string | undefined {
  const chosen = change.state === 'on' ? (template ?? texts.on) : texts.off;
  return chosen === undefined ? undefined : renderTemplate(chosen, { store, change, formatTime });
}

/** Returns the text for other programs: the template from the settings, or JSON when there is no template. */
export function messageJson(message: OutputMessage, texts: Texts, store: string): string {
  const text = messageText(message, texts, store);
  if (text !== undefined) return text;
  const { rule, state, value, limit, zone, since, at, cause } = message.change;
  return JSON.stringify({
    ...{ store, rule, state, value, limit, zone, since: formatTime(since), time: formatTime(at) },
    ...(message.ttlMs === undefined ? {} : { ttlSeconds: message.ttlMs / 1000 }),
    ...(cause === 'test' ? { test: true } : {}),
  });
}

export function formatTime(ms: number): string {
  return new Date(ms).toISOString();
}
