import { stringify } from 'yaml';
import { z } from 'zod';
import type { createSettingsSchema } from '../../config/schema.ts';
import { problemText } from '../../config/settings-problem.ts';
import { readYaml } from '../../config/yaml-document.ts';
import { plainText } from '../../core/model/plain-text.ts';

const LEFT_OUT = '(left out)';

/** Keys whose values are shown as text: they contain no names, radio addresses or secrets. */
const TEXT_KEYS = new Set(
  (
    'id type kind space mode timezone insideSide serviceZone tenant gateway directory path device chip model ' +
    'adapter occupancyResetAt opens closes indoorEvery storeEvery gpioLine gpioLines outerGpioLine innerGpioLine sensors ' +
    'lines zones parity registerType unknownRadios host sees repeatVisitors'
  ).split(' '),
);
const PLAIN = /^[\w./:+-]{1,128}$/;

/**
 * Returns the settings for remote support. Shows only known keys, and text only for the keys in TEXT_KEYS. Of a URL it
 * shows scheme, host and port.
 */
export function redactSettings(text: string, schema: ReturnType<typeof createSettingsSchema>): string {
  const read = readYaml(text);
  if ('problems' in read) return read.problems.map((problem) => `# ${problemText(problem)}\n`).join('');
  const known = new Set<string>();
  collectKeys(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }), known);
  return stringify(clean(read.value, '', known));
}

function collectKeys(schema: unknown, known: Set<string>): void {
  if (schema === null || typeof schema !== 'object') return;
  const { properties } = schema as { readonly properties?: object };
  for (const key of Object.keys(properties ?? {})) known.add(key);
  for (const inner of Object.values(schema)) collectKeys(inner, known);
}

function clean(value: unknown, key: string, known: ReadonlySet<string>): unknown {
  if (key === 'tags') return Array.isArray(value) ? `(${value.length} left out)` : LEFT_OUT;
  if (typeof value === 'string') return isShown(value, key) ? plainText(value) : LEFT_OUT;
  if (Array.isArray(value)) return value.map((item) => clean(item, key, known));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) =>
      known.has(name) ? [name, clean(inner, name, known)] : ['(unknown)', LEFT_OUT],
    ),
  );
}

/**
 * Returns whether a text may be shown. A file is shown only if it contains a slash: any other text may be the secret
 * itself.
 */
function isShown(value: string, key: string): boolean {
  if (/File$|^file$/.test(key)) return /^\.{0,2}\//.test(value) && PLAIN.test(value);
  if (key === 'url' || key === 'rtsp') return value.includes('://');
  return TEXT_KEYS.has(key) && PLAIN.test(value);
}
