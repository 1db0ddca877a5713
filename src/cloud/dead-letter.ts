/** What is kept of a message or a row that was refused. */
export interface DeadLetter {
  /** `tenant/store/gateway` of the topic: the quota is by it. */
  readonly sender: string;
  readonly topic: string;
  readonly reason: string;
  readonly payload: string;
}

const MOST_SENDER_CHARACTERS = 200;
const MOST_TOPIC_CHARACTERS = 300;
const MOST_REASON_CHARACTERS = 300;
export const MOST_KEPT_CHARACTERS = 20_000;

/** Everything cut to what is kept; PostgreSQL holds no NUL. */
export function toDeadLetter(topic: string, reason: string, payload: string): DeadLetter {
  const [, , tenant = '', store = '', gateway = ''] = topic.split('/', 5);
  return {
    sender: cut(`${tenant}/${store}/${gateway}`, MOST_SENDER_CHARACTERS),
    topic: cut(topic, MOST_TOPIC_CHARACTERS),
    reason: cut(reason, MOST_REASON_CHARACTERS),
    payload: cut(payload, MOST_KEPT_CHARACTERS),
  };
}

function cut(text: string, most: number): string {
  return text.slice(0, most).replaceAll('\0', '\uFFFD');
}
