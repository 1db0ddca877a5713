import swagger from '@fastify/swagger';
import type { FastifyInstance, FastifySchema } from 'fastify';
import { z } from 'zod';
import type { Route } from './route.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The API's description of the route. Absent: the OpenAPI document leaves the route out. */
    readonly route?: Route;
  }
}

const DESCRIPTION =
  'What the technician’s pages ask of the gateway. A session cookie comes from pairing; changes need the header ' +
  'x-lintel-csrf with the session’s token and the console’s own Origin.';
const REFUSAL = { type: 'object', properties: { code: { type: 'string' }, message: { type: 'string' } } };

/**
 * Serves the OpenAPI 3.1 document of all routes that are added later. It is made from the same schemas that check their
 * input.
 */
export async function addOpenApi(app: FastifyInstance, version: string): Promise<void> {
  const securitySchemes = {
    session: { type: 'apiKey' as const, in: 'cookie' as const, name: 'lintel-session' },
  };
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Lintel console', version, description: DESCRIPTION },
      components: { securitySchemes },
    },
    transform: ({ url, route: { config } }) => ({
      url,
      schema: config?.route === undefined ? { hide: true } : describe(config.route),
    }),
  });
  app.get('/api/openapi.json', async () => {
    // The schemas are loaded only now, because no page needs them.
    const { default: schemas } = await import('./answers.json', { with: { type: 'json' } });
    return { ...app.swagger(), components: { securitySchemes, schemas } };
  });
}

function describe({ summary, access, body, query, answer, picture, upload }: Route): FastifySchema {
  const binary = (types: readonly string[]) =>
    Object.fromEntries(types.map((type) => [type, { schema: { type: 'string', format: 'binary' } }]));
  const answered =
    answer === undefined
      ? undefined
      : { 'application/json': { schema: { $ref: `#/components/schemas/${answer}` } } };
  const content = picture === undefined ? answered : binary(picture);
  return {
    summary,
    security: access === 'anybody' ? [] : [{ session: [] }],
    ...(access === 'anybody' ? {} : { 'x-role': access }),
    ...(query === undefined ? {} : { querystring: schemaOf(query) }),
    ...(body === undefined ? {} : { body: schemaOf(body) }),
    ...(upload === undefined ? {} : { body: { content: binary(upload.types) } }),
    response: {
      ...(content === undefined
        ? { 204: { description: 'Done.', type: 'null' } }
        : { 200: { description: 'Done.', content } }),
      default: { description: 'Refused.', type: 'object', properties: { error: REFUSAL } },
    },
  };
}

function schemaOf(schema: z.ZodType): object {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return rest;
}
