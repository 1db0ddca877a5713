/** The stored part of a message or row that was refused. */
export interface DeadLetter {
  /** `tenant/store/gateway` from the topic. The limit of dead letters is per sender. */
  readonly sender: string;
  readonly topic: string;
  readonly reason: string;
  readonly payload: string;
  /** Number of messages or rows that this letter stands for. */
  readonly count: number;
}

const MOST_SENDER_CHARACTERS = 200;
const MOST_TOPIC_CHARACTERS = 300;
const MOST_REASON_CHARACTERS = 300;
export const MOST_KEPT_CHARACTERS = 20_000;

/** Makes a dead letter, with every text cut to its stored length and without NUL, which PostgreSQL cannot store. */
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

/** Makes one letter for all messages of a sender that ingest did not read. */
export function toUnreadLetter(sender: string, count: number): DeadLetter {
  const reason = `more than a gateway may send: ${count} messages not read`;
  return { sender, topic: '', reason, payload: '', count };
}

function cut(text: string, most: number): string {
  return text.slice(0, most).replaceAll('\0', '\uFFFD');
}
