/** What goes with windows and events: who sends, and when. None of it is about people. */
import type { Rule } from './egress-rules.ts';

const plain = (form: Extract<Rule, { rule: 'plain' }>['form']): Rule => ({ rule: 'plain', form });

/** `words` here are ids from the settings, the program's own version, or a name made by chance at each start. */
const SENDER = {
  contract: plain('words'),
  tenant: plain('known'),
  store: plain('known'),
  gateway: plain('known'),
  bootId: plain('words'),
} as const;

const ROW = { seq: plain('whole'), key: plain('words'), timeQuality: plain('words') } as const;

/** By message, beside the windows' and the events' own tables. A field of a message that is missing here does not compile. */
export const ENVELOPE_RULES = {
  summary: { ...SENDER, windows: ROW },
  event: { ...SENDER, events: { ...ROW, at: plain('time') } },
  status: { ...SENDER, state: plain('words'), version: plain('words'), since: plain('time') },
} as const;
