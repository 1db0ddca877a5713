/** Codes of all failures that a technician may meet. deploy/README.md explains each. */
export const ERROR_CODES = [
  'LINK_LOST',
  'LINK_NOT_FOUND',
  'LINK_SILENT',
  'LINK_UNREADABLE',
  'LINK_REFUSED',
  'LINK_AMBIGUOUS',
  'SETTINGS_INVALID',
  'SETTINGS_UNREADABLE',
  'STORAGE_FULL',
  'STORAGE_CORRUPT',
  'STORAGE_LOCKED',
  'STORAGE_READ_ONLY',
  'UPLINK_REFUSED',
  'UPLINK_UNREACHABLE',
  'MODEL_NOT_FOUND',
  'MODEL_CORRUPT',
  'DETECTOR_FAILED',
  'MEMORY_LOW',
  'INPUT_UNREADABLE',
  'OUTPUT_UNWRITABLE',
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

/** The gateway's only error type: a stable code, a message with the fix, and the cause. */
export class GatewayError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'GatewayError';
    this.code = code;
  }
}
