/** Why a connection or an attempt ended: the next reaction, and the detail for the technician. */
export interface DisconnectReason {
  readonly reaction:
    | 'retry'
    /** The broker may work again, and rows wait: the next attempt comes early. */
    | 'retry-soon'
    /** Refused for a reason that only a person can fix: frequent retries do not help. */
    | 'wait-long'
    /** The broker has no MQTT 5. */
    | 'other-protocol'
    /** The broker closed the connection without a reason. Perhaps it has no MQTT 5. */
    | 'hung-up'
    | 'closed';
  readonly detail: string;
  /** A person must act. */
  readonly alarm?: boolean;
  /** Another device connected under this gateway's name. */
  readonly takenOver?: true;
}

const CREDENTIALS = 'check user, password and client certificate, and that the broker allows this gateway';

/** Reason codes in CONNACK and DISCONNECT of MQTT 5. After any other code the gateway tries again. */
const REASONS: Readonly<Record<number, Omit<DisconnectReason, 'alarm'>>> = {
  132: { reaction: 'other-protocol', detail: 'the broker has no MQTT 5' },
  133: { reaction: 'wait-long', detail: 'the broker refuses the client id' },
  134: { reaction: 'wait-long', detail: `the broker refuses the credentials: ${CREDENTIALS}` },
  135: { reaction: 'wait-long', detail: `the broker does not authorise this gateway: ${CREDENTIALS}` },
  138: { reaction: 'wait-long', detail: 'the broker has banned this gateway' },
  140: { reaction: 'wait-long', detail: `the broker asks for another way to log in: ${CREDENTIALS}` },
  142: {
    reaction: 'wait-long',
    detail:
      'another device uses this name: look for a copied card or a second gateway with the same tenant, store and gateway',
  },
  156: { reaction: 'retry', detail: 'the broker names another server, which is never followed by itself' },
  157: { reaction: 'retry', detail: 'the broker has moved: set its new address' },
};

const TAKEN_OVER = 142;

/** MQTT 5 code of each return code of MQTT 3.1.1. A broker without MQTT 5 answers CONNECT with the older code. */
const OLD_RETURN_CODES: Readonly<Record<number, number>> = { 1: 132, 2: 133, 3: 136, 4: 134, 5: 135 };

export function fromReasonCode(code: number, text: string): DisconnectReason {
  const reason = OLD_RETURN_CODES[code] ?? code;
  const known = REASONS[reason] ?? { reaction: 'retry', detail: `the broker says: ${text}` };
  const takenOver = reason === TAKEN_OVER ? ({ takenOver: true } as const) : {};
  return { ...known, alarm: known.reaction === 'wait-long' || reason === 157, ...takenOver };
}

/** Names that OpenSSL and Node use for certificate errors. */
const BAD_CERTIFICATE =
  /^(CERT_|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_|ERR_TLS_CERT|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|ERR_SSL_.*(ALERT|CERTIFICATE|UNKNOWN_CA|KEY_VALUES))/;

export function fromError(error: Error & { readonly code?: unknown }, now: Date): DisconnectReason {
  const { code, message } = error;
  if (typeof code === 'number') return fromReasonCode(code, message);
  if (code === 'CERT_NOT_YET_VALID') {
    const year = now.getUTCFullYear();
    return {
      reaction: 'retry',
      detail: `the broker's certificate is not valid yet: this machine believes it is ${year}, and waits for the time server`,
    };
  }
  if (typeof code === 'string' && BAD_CERTIFICATE.test(code)) {
    return { reaction: 'wait-long', detail: `TLS refused: ${message} (${code})`, alarm: true };
  }
  return { reaction: 'retry', detail: describe(code, message) };
}

function describe(code: unknown, message: string): string {
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return `the broker's name is not known (${String(code)})`;
  if (code === 'ECONNREFUSED') return 'nothing listens at the broker’s address (ECONNREFUSED)';
  if (message === 'connack timeout') return 'the broker does not answer';
  if (message === 'Keepalive timeout') return 'the broker fell silent';
  return typeof code === 'string' ? `${message} (${code})` : message;
}

/** How a connection ends when a message is not acknowledged in time. */
export const OVERDUE: DisconnectReason = {
  reaction: 'retry-soon',
  detail: 'the broker does not acknowledge what it is sent',
};

/** Adds a guess to the reason, as some brokers do not say that another device took over the name. */
export function explainShortConnections(ending: DisconnectReason): DisconnectReason {
  const guess = 'connections do not last: perhaps another device uses this name (a copied card?)';
  return { ...ending, detail: `${ending.detail}; ${guess}`, alarm: true };
}

/** Acts on the first call only: one alarm per connection, even when a thousand rows are refused. */
export function once(act: () => void): () => void {
  let isDone = false;
  return () => {
    if (!isDone) act();
    isDone = true;
  };
}

/** Resolves when this side closes. */
export function aborted(signal: AbortSignal): Promise<DisconnectReason> {
  const ending: DisconnectReason = { reaction: 'closed', detail: 'closed' };
  if (signal.aborted) return Promise.resolve(ending);
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(ending), { once: true });
  });
}
