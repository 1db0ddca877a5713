import { z } from 'zod';
import type { Route } from './route.ts';

/** The OpenAPI 3.1 document of the routes, from the schemas that check them. */
export function createOpenApi(routes: readonly Route[], version: string): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    const operations = paths[route.path] ?? {};
    operations[route.method.toLowerCase()] = operationOf(route);
    paths[route.path] = operations;
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Lintel console',
      version,
      description:
        'What the technician’s pages ask of the gateway. A session cookie comes from pairing; changes need the header ' +
        'x-lintel-csrf with the session’s token and the console’s own Origin.',
    },
    components: { securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'lintel-session' } } },
    paths,
  };
}

function operationOf({ summary, access, body, query, answer, upload }: Route): object {
  const content =
    body === undefined ? undefined : { 'application/json': { schema: schemaOf(body, 'input') } };
  const picture =
    upload &&
    Object.fromEntries(upload.types.map((type) => [type, { schema: { type: 'string', format: 'binary' } }]));
  const requestBody = picture ?? content;
  return {
    summary,
    ...(access === 'anybody' ? { security: [] } : { security: [{ session: [] }], 'x-role': access }),
    ...(query === undefined ? {} : { parameters: parametersOf(query) }),
    ...(requestBody === undefined ? {} : { requestBody: { required: true, content: requestBody } }),
    responses: {
      ...(answer === undefined
        ? { 204: { description: 'Done.' } }
        : {
            200: {
              description: 'Done.',
              content: { 'application/json': { schema: schemaOf(answer, 'output') } },
            },
          }),
      default: { description: 'Refused: `{ error: { code, message } }`.' },
    },
  };
}

function parametersOf(query: z.ZodType): object[] {
  const { properties = {}, required = [] } = schemaOf(query, 'input') as {
    properties?: Record<string, object>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }));
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): object {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
}
