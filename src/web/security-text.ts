const DAY_MS = 86_400_000;
/** Read anew each time: it is never older than the settings. */
const VALID_DAYS = 30;

/** Whom to tell of a weakness (RFC 9116). `contact`: a URI; `nowMs`: wall clock. */
export function securityText(contact: string, nowMs: number): string {
  const expires = new Date(nowMs + VALID_DAYS * DAY_MS).toISOString();
  return `Contact: ${contact}\nExpires: ${expires}\nPreferred-Languages: en\n`;
}
