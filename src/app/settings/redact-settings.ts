import { parse, stringify } from 'yaml';

/** What a helper needs to see of a settings file, without secrets and without whatever could name a person or a radio. */
export function redactSettings(text: string): string {
  try {
    return stringify(clean(parse(text), ''));
  } catch (error) {
    return `# not well-formed YAML: ${(error as Error).message.split('\n')[0]}\n`;
  }
}

/** Tags hold addresses, keys and whose badge one is; names are free text; a URL may carry a login. */
const HIDDEN = /^(tags|name|username|password|key|bindKey|irk|address|mac)$/i;

function clean(value: unknown, key: string): unknown {
  if (HIDDEN.test(key)) return Array.isArray(value) ? `(${value.length} left out)` : '(left out)';
  if (typeof value === 'string') return value.replace(/\/\/[^@/\s]*@/g, '//(left out)@');
  if (Array.isArray(value)) return value.map((item) => clean(item, ''));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, clean(item, name)]));
}
