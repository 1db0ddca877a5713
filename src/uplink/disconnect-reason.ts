/** Why a connection or an attempt to connect ended: how to react, and a detail for the technician. */
export interface DisconnectReason {
  readonly reaction:
    | 'retry'
    /** The broker may work again and rows wait, so the next attempt comes early. */
    | 'retry-soon'
    /** The broker refused for a reason that only a person can fix, so frequent retries do not help. */
    | 'wait-long'
    /** The broker does not support MQTT 5. */
    | 'other-protocol'
    /** The broker closed the connection without a reason. Perhaps it does not support MQTT 5. */
    | 'hung-up'
    | 'closed';
  readonly detail: string;
  /** True when a person must act. */
  readonly alarm?: boolean;
  /** True when another device connected with this gateway's client id. */
  readonly takenOver?: true;
}

const CREDENTIALS = 'check user, password and client certificate, and that the broker allows this gateway';

/** How to react to the reason codes of CONNACK and DISCONNECT in MQTT 5. After any other code, the gateway retries. */
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

/** Maps return codes of MQTT 3.1.1 to reason codes of MQTT 5: a broker without MQTT 5 answers with the former. */
const OLD_RETURN_CODES: Readonly<Record<number, number>> = { 1: 132, 2: 133, 3: 136, 4: 134, 5: 135 };

export function fromReasonCode(code: number, text: string): DisconnectReason {
  const reason = OLD_RETURN_CODES[code] ?? code;
  const known = REASONS[reason] ?? { reaction: 'retry', detail: `the broker says: ${text}` };
  const takenOver = reason === TAKEN_OVER ? ({ takenOver: true } as const) : {};
  return { ...known, alarm: known.reaction === 'wait-long' || reason === 157, ...takenOver };
}

/** Certificate errors, by their names in OpenSSL and Node. */
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

/** Adds the likely cause to the reason. Some brokers do not report that another device took over the client id. */
export function explainShortConnections(ending: DisconnectReason): DisconnectReason {
  const guess = 'connections do not last: perhaps another device uses this name (a copied card?)';
  return { ...ending, detail: `${ending.detail}; ${guess}`, alarm: true };
}

/**
 * Returns a function that calls `act` only the first time: one alarm per connection, even if a thousand rows are
 * refused.
 */
export function once(act: () => void): () => void {
  let isDone = false;
  return () => {
    if (!isDone) act();
    isDone = true;
  };
}

/** Resolves when the signal aborts, that is, when the gateway closes the connection. */
export function aborted(signal: AbortSignal): Promise<DisconnectReason> {
  const ending: DisconnectReason = { reaction: 'closed', detail: 'closed' };
  if (signal.aborted) return Promise.resolve(ending);
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(ending), { once: true });
  });
}
