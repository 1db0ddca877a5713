import type { ErrorCode } from '../core/model/gateway-error.ts';
import { GatewayError } from '../core/model/gateway-error.ts';

const MEANING: readonly (readonly [RegExp, ErrorCode, string])[] = [
  [/^(SQLITE_FULL|ENOSPC|EDQUOT)$/, 'STORAGE_FULL', 'no room is left for the store: free space on its disk'],
  [
    /^(SQLITE_CORRUPT|SQLITE_NOTADB)/,
    'STORAGE_CORRUPT',
    'the store is damaged: it is set aside at the next start',
  ],
  [/^(SQLITE_BUSY|SQLITE_LOCKED)/, 'STORAGE_LOCKED', 'another lintel runs on this store: stop it first'],
];

/**
 * Converts an error of the disk or of SQLite to a GatewayError. Any other error is a programming error and is returned
 * unchanged.
 */
export function toStorageError(error: unknown): unknown {
  if (error instanceof GatewayError || !(error instanceof Error && 'code' in error)) return error;
  const code = String(error.code);
  if (!/^(SQLITE_|E[A-Z]+$)/.test(code)) return error;
  const [, meaning, advice] = MEANING.find(([pattern]) => pattern.test(code)) ?? [
    undefined,
    'STORAGE_READ_ONLY' as const,
    'the disk refuses to take the store: check that it is mounted writable and is not failing',
  ];
  return new GatewayError(meaning, `${advice} (${code})`, error);
}

/** Runs `work`. Errors of the disk or SQLite are thrown as GatewayErrors. */
export function wrapDiskErrors<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw toStorageError(error);
  }
}
