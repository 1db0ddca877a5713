/** Codes of all problems of a setting. Forms translate them into the reader's language. */
export const PROBLEM_CODES = [
  ...['missing', 'not-number', 'not-whole-number', 'not-text', 'not-yes-no', 'not-list', 'not-block'],
  ...['not-point', 'least', 'most', 'least-characters', 'most-characters', 'least-entries', 'most-entries'],
  ...['choice', 'choice-near', 'unknown-setting', 'secret-in-file', 'starts-with', 'allowed'],
  ...['form-time', 'form-id', 'form-clock', 'form-date', 'form-time-zone', 'form-path', 'form-web-path'],
  ...['form-header', 'form-topic', 'form-topic-level', 'form-adapter', 'form-pointer', 'form-digest'],
  ...['form-hexadecimal', 'form-contact', 'form-no-password', 'pattern-both', 'pattern-totals'],
  ...['pattern-wrong', 'private-field', 'calibration-points', 'picture-size-both', 'beams-on-one-line'],
  ...['preset-or-mapping', 'push-sign-in', 'push-interval', 'push-topics', 'cert-and-key', 'tag-twice'],
  ...['id-twice', 'no-floor', 'unknown-space', 'picture-unknown', 'outside-floor', 'outside-picture'],
  ...['zone-corners', 'zone-crosses-itself', 'zone-without-area', 'only-in-queue', 'service-zone'],
  ...['line-without-length', 'door-empty', 'unknown-thing', 'line-at-door', 'shopfront-empty'],
  ...['port-taken', 'device-taken', 'shape-tiny', 'floor-unseen', 'door-never-counts', 'heads-only'],
  ...['tag-id-taken', 'canary-unknown', 'place-without-plan', 'path-whole', 'path-outside', 'date-twice'],
  ...['closed-or-hours', 'experiment-zone', 'experiment-needs', 'experiment-unit', 'on-device'],
  ...['not-from-here', 'damaged-file', 'not-running', 'not-written'],
] as const;
export type ProblemCode = (typeof PROBLEM_CODES)[number];

/** Values that the text of a problem contains, such as a limit, by their name in the text. */
export type ProblemValues = Readonly<Record<string, string | number>>;
