/** How to react to a PUBACK that reports a failure. */
export interface PubackFailure {
  /**
   * True when the content of the rows may be the cause, so they count as refused. False when all messages would fail.
   */
  readonly rowsAtFault: boolean;
  /** True when the broker would refuse the rows again. */
  readonly forGood: boolean;
  readonly detail: string;
  /** True when a message with fewer rows may be accepted. */
  readonly tooLarge?: true;
}

export const PACKET_TOO_LARGE = 0x95;

const REFUSALS: Readonly<Record<number, PubackFailure>> = {
  128: { rowsAtFault: true, forGood: false, detail: 'unspecified error (0x80)' },
  131: { rowsAtFault: true, forGood: false, detail: 'implementation specific error (0x83)' },
  135: { rowsAtFault: false, forGood: false, detail: 'not authorised to publish here (0x87)' },
  144: { rowsAtFault: false, forGood: false, detail: 'the topic is not allowed (0x90)' },
  [PACKET_TOO_LARGE]: {
    rowsAtFault: true,
    forGood: true,
    detail: 'packet too large (0x95)',
    tooLarge: true,
  },
  151: { rowsAtFault: false, forGood: false, detail: 'quota exceeded (0x97)' },
  153: { rowsAtFault: true, forGood: true, detail: 'payload format invalid (0x99)' },
};

/** Returns undefined when the broker accepted the message. Code 0x10 is also success: it means no subscriber. */
export function classifyPuback(reason: number): PubackFailure | undefined {
  if (reason < 128) return undefined;
  const unknown = { rowsAtFault: true, forGood: false, detail: `reason 0x${reason.toString(16)}` };
  return REFUSALS[reason] ?? unknown;
}
