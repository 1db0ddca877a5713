/** A message or row that ingest refused, as far as it is stored. */
export interface DeadLetter {
  /** `tenant/store/gateway` from the topic. The number of stored dead letters is limited per sender. */
  readonly sender: string;
  readonly topic: string;
  readonly reason: string;
  readonly payload: string;
  /** How many messages or rows this dead letter represents. */
  readonly count: number;
}

const MOST_SENDER_CHARACTERS = 200;
const MOST_TOPIC_CHARACTERS = 300;
const MOST_REASON_CHARACTERS = 300;
export const MOST_KEPT_CHARACTERS = 20_000;

/**
 * Makes a dead letter. Cuts each text to its stored length and removes NUL characters, which PostgreSQL cannot store.
 */
export function toDeadLetter(topic: string, reason: string, payload: string): DeadLetter {
  return {
    sender: toSender(topic),
    topic: cut(topic, MOST_TOPIC_CHARACTERS),
    reason: cut(reason, MOST_REASON_CHARACTERS),
    payload: cut(payload, MOST_KEPT_CHARACTERS),
    count: 1,
  };
}

/** Returns `tenant/store/gateway` of any topic. A missing part is empty. */
export function toSender(topic: string): string {
  const [, , tenant = '', store = '', gateway = ''] = topic.split('/', 5);
  return cut(`${tenant}/${store}/${gateway}`, MOST_SENDER_CHARACTERS);
}

/** Makes one dead letter for all messages of a sender that ingest skipped because of its limit. */
export function toUnreadLetter(sender: string, count: number): DeadLetter {
  const reason = `more than a gateway may send: ${count} messages not read`;
  return { sender, topic: '', reason, payload: '', count };
}

function cut(text: string, most: number): string {
  return text.slice(0, most).replaceAll('\0', '\uFFFD');
}
