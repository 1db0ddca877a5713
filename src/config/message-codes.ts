import type { ProblemCode, ProblemValues } from '../ports/console/problem-codes.ts';

/** Codes for the messages of the schemas' own checks, by message. */
const CODES: Readonly<Record<string, ProblemCode>> = {
  'lower-case letters, digits and dashes, at most 63': 'form-id',
  'lower-case letters, digits and hyphens': 'form-id',
  'HH:MM': 'form-clock',
  'a date such as 2026-12-24': 'form-date',
  'an IANA time zone such as Europe/Berlin': 'form-time-zone',
  'a time zone such as Europe/Berlin': 'form-time-zone',
  'a whole path, beginning with /': 'form-path',
  'a path such as /door-1': 'form-web-path',
  'the name of an HTTP header': 'form-header',
  'a topic without + and #': 'form-topic',
  'one level of a topic': 'form-topic-level',
  'hci and a number': 'form-adapter',
  'a JSON pointer such as /transactions': 'form-pointer',
  'a digest from `lintel privacy opt-out`': 'form-digest',
  '64 hexadecimal digits': 'form-hexadecimal',
  'mailto:…, https://… or tel:…': 'form-contact',
  'an address without user and password: set username and passwordFile beside it': 'form-no-password',
  'it needs {outer} and {inner}': 'pattern-both',
  'totals need {in} and {out}, in one pattern or in one each': 'pattern-totals',
  'a field that says nothing of single people': 'private-field',
  'four points of which no three lie on a line': 'calibration-points',
  'a number for both widthPx and heightPx, or for neither': 'picture-size-both',
  'the two beams need two lines': 'beams-on-one-line',
  'either a preset or an own mapping': 'preset-or-mapping',
  'a sign-in or source addresses for a device that posts, or a broker': 'push-sign-in',
  'how often it reports, or a reading of whether it is available: without either an empty zone is not told from a broken sensor':
    'push-interval',
  'the topics that the device publishes on': 'push-topics',
  'certFile and keyFile, or neither': 'cert-and-key',
};

/** Returns the code for a message of a schema's own check. Unknown messages get a code that shows their text. */
export function messageCode(message: string): {
  readonly code: ProblemCode;
  readonly values?: ProblemValues;
} {
  const code = CODES[message];
  if (code !== undefined) return { code };
  const [, tag] = /^is the same tag as '(.+)'$/.exec(message) ?? [];
  if (tag !== undefined) return { code: 'tag-twice', values: { tag } };
  if (/^'\{.*\}' (?:is no field|stands twice)|^it reads nothing/.test(message))
    return { code: 'pattern-wrong' };
  return { code: 'allowed', values: { allowed: message } };
}
