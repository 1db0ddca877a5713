import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { FleetReader, PanelRow } from '../../ports/fleet.ts';
import { COMPARISONS, EVERY, FleetUnavailable, PANELS } from '../../ports/fleet.ts';
import { HttpError } from '../route.ts';
import type { SessionTable } from '../sessions.ts';
import { toCsv } from './csv.ts';
import type { SignedIn } from './fleet-session.ts';
import { needSession } from './fleet-session.ts';

const MOST_DAYS = 400;
const DAY_MS = 86_400_000;

const name = z.string().min(1).max(200);
const day = z.iso.date();
const question = z
  .strictObject({
    tenant: name,
    region: name.default(EVERY),
    store: z.union([name.transform((one) => [one]), z.array(name).min(1).max(100)]).default([EVERY]),
    first: day,
    last: day,
    versus: z.enum(COMPARISONS).default('weekday'),
  })
  .refine(({ first, last }) => first <= last, 'first is after last')
  .refine(
    ({ first, last }) => Date.parse(last) - Date.parse(first) < MOST_DAYS * DAY_MS,
    `a range is at most ${MOST_DAYS} days`,
  );

interface PanelDependencies {
  readonly reader: FleetReader;
  readonly sessions: SessionTable<SignedIn>;
}

/** Serves the panels as JSON and as CSV. The database returns only rows of the stores that the user may see. */
export function addPanelRoutes(app: FastifyInstance, parts: PanelDependencies): void {
  app.get('/api/tenants', async (request, reply) => {
    const { keys } = needSession(parts.sessions, request.headers);
    reply.header('cache-control', 'no-store');
    return { tenants: await whenAvailable(parts.reader.tenants(keys)) };
  });
  app.get('/api/panels/:panel', async (request, reply) => {
    reply.header('cache-control', 'no-store');
    return { rows: await readPanel(parts, request) };
  });
  app.get('/api/panels/:panel/csv', async (request, reply) => {
    const csv = toCsv(await readPanel(parts, request));
    const { panel } = request.params as { panel: string };
    reply.headers({
      'cache-control': 'no-store',
      'content-disposition': `attachment; filename="${panel}.csv"`,
    });
    return reply.type('text/csv; charset=utf-8').send(csv);
  });
}

function readPanel(
  { reader, sessions }: PanelDependencies,
  request: FastifyRequest,
): Promise<readonly PanelRow[]> {
  const { keys } = needSession(sessions, request.headers);
  const { panel } = request.params as { panel: string };
  const known = PANELS.find((one) => one === panel);
  if (known === undefined) throw new HttpError(404, 'NOT_FOUND', 'There is no such panel.');
  const asked = question.safeParse(request.query);
  if (!asked.success) {
    const [issue] = asked.error.issues;
    throw new HttpError(400, 'BAD_REQUEST', [...(issue?.path ?? []), issue?.message ?? 'invalid'].join(': '));
  }
  const { store, ...rest } = asked.data;
  return whenAvailable(reader.panel(keys, known, { ...rest, stores: store }));
}

async function whenAvailable<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof FleetUnavailable)) throw error;
    throw new HttpError(503, 'UNAVAILABLE', 'The database did not answer in time. Try again in a minute.');
  }
}
