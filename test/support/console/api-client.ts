import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { generate } from 'orval';
import { expect, onTestFinished, vi } from 'vitest';
import { tempDir } from '../temp-dir.ts';

/** A console, and the headers of a session there. */
export interface Place {
  readonly origin: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Calls the generated function of that name. Its words are parameters and body. */
export type Ask = (name: string, ...words: readonly unknown[]) => Promise<unknown>;

type Generated = (...words: readonly unknown[]) => Promise<unknown>;

export interface ApiClient {
  at(place: Place): Ask;
  /** Operations that answer with JSON, and of which no answer was read yet. */
  unread(): readonly string[];
}

interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

interface Operation {
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, unknown>> }>>;
}

const JSON_TYPE = 'application/json';

/**
 * A client that is generated from the console's own OpenAPI document. A call throws unless the client can read the answer
 * and the answer keeps the document to the letter: no property is missing, and none is there that it does not name.
 */
export async function generateClient(origin: string): Promise<ApiClient> {
  const text = await (await fetch(`${origin}/api/openapi.json`)).text();
  const functions = await generateFrom(text);
  const document = JSON.parse(text) as OpenApi;
  let place: Place;
  const read = checkAnswers(document, (path) => new URL(path, place.origin));
  return {
    at:
      (other) =>
      async (name, ...words) => {
        place = other;
        const run = functions[name];
        if (run === undefined) throw new Error(`the client has no ${name}`);
        return await run(...words, { headers: other.headers });
      },
    unread: () => listAnswering(document).filter((operation) => !read.has(operation)),
  };
}

async function generateFrom(text: string): Promise<Readonly<Record<string, Generated>>> {
  const directory = tempDir();
  const [input, target] = [join(directory, 'openapi.json'), join(directory, 'client.ts')];
  writeFileSync(input, text);
  await generate({
    input,
    output: {
      ...{ target, client: 'fetch', indexFiles: false },
      schemas: { path: join(directory, 'model'), type: 'zod' },
      override: { fetch: { runtimeValidation: true, includeHttpResponseReturnType: false } },
    },
  });
  return (await import(target)) as Readonly<Record<string, Generated>>;
}

/** Checks each answer by the document before the client reads it. Returns the operations that were read. */
function checkAnswers(document: OpenApi, toAddress: (path: string) => URL): ReadonlySet<string> {
  const read = new Set<string>();
  const ajv = new Ajv2020({ strict: false, validateFormats: false }).addSchema(document, 'api');
  const { fetch } = globalThis;
  vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
    const address = toAddress(path);
    const response = await fetch(address, init);
    const text = await response.clone().text();
    const [method, name] = [String(init.method).toLowerCase(), address.pathname];
    expect(response.ok, `${method} ${name}: ${text}`).toBe(true);
    if (response.status === 204) return response;
    const keys = ['paths', name, method, 'responses', '200', 'content', JSON_TYPE, 'schema'];
    const $ref = `api#/${keys.map((key) => key.replaceAll('/', '~1')).join('/')}`;
    const isKept = ajv.validate({ $ref }, JSON.parse(text));
    expect(isKept, `${method} ${name}: ${ajv.errorsText()} in ${text.slice(0, 300)}`).toBe(true);
    read.add(`${method} ${name}`);
    return response;
  });
  onTestFinished(() => {
    vi.unstubAllGlobals();
  });
  return read;
}

function listAnswering({ paths }: OpenApi): readonly string[] {
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations)
      .filter(([, { responses }]) => responses['200']?.content?.[JSON_TYPE] !== undefined)
      .map(([method]) => `${method} ${path}`),
  );
}
