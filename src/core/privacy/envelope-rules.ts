/**
 * What goes around windows and events, and in the messages that carry neither: who sends, when, and what became of a
 * request. Nothing of it is about people. A test says that no field of any message is missing here.
 */
const SENDER = ['contract', 'tenant', 'store', 'gateway', 'bootId'] as const;

export const ENVELOPE_FIELDS = {
  /** Beside it: the fields of each window. */
  summary: [...SENDER, 'windows[].seq', 'windows[].key', 'windows[].timeQuality'],
  /** Beside it: the fields of each kind of event. */
  event: [...SENDER, 'events[].seq', 'events[].key', 'events[].timeQuality', 'events[].at'],
  /** When a connection begins and ends. */
  status: [...SENDER, 'state', 'version', 'since'],
  /** To a signed command. */
  reply: [
    ...[...SENDER, 'id', 'refused', 'rows'],
    ...['missing[].fromSeq', 'missing[].toSeq', 'missing[].reason'],
  ],
  /** When the device asks for its certificate. */
  enrol: ['contract', 'requestId', 'serial', 'csr', 'signature'],
} as const;
