import { isUtf8 } from 'node:buffer';
import { valueAt, withLine } from './parse-yaml.ts';
import type { Problem } from './settings-problem.ts';
import { readYaml } from './yaml-document.ts';

/** Returns warnings about settings with which the gateway can run, but which are probably a mistake. */
export function settingsWarnings(bytes: Buffer): Problem[] {
  const text = bytes.toString('utf8');
  return [...(isUtf8(bytes) ? [] : [notUtf8(text)]), ...timezoneWarnings(text)];
}

function notUtf8(text: string): Problem {
  const line = text.slice(0, text.indexOf('\uFFFD')).split('\n').length;
  const mend = 'Save the file as UTF-8: letters such as ö are lost as it is.';
  return { path: '(file)', line, value: null, allowed: 'UTF-8', mend };
}

function timezoneWarnings(text: string): Problem[] {
  const read = readYaml(text);
  if ('problems' in read || valueAt(read.value, ['store', 'timezone']) !== undefined) return [];
  const allowed = 'an IANA time zone such as Europe/Berlin';
  const mend = 'Add it: without it days and times are those of UTC.';
  const store = withLine({ path: 'store', value: null, allowed, mend }, read);
  return [{ ...store, path: 'store.timezone', value: undefined }];
}
