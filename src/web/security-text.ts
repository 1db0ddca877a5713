const DAY_MS = 86_400_000;
/** Days for which the text is valid. It is made at each request, so it is never out of date. */
const VALID_DAYS = 30;

/** Returns the contact for reports of a vulnerability (RFC 9116). `contact` is a URI; `nowMs` is wall-clock time. */
export function securityText(contact: string, nowMs: number): string {
  const expires = new Date(nowMs + VALID_DAYS * DAY_MS).toISOString();
  return `Contact: ${contact}\nExpires: ${expires}\nPreferred-Languages: en\n`;
}
