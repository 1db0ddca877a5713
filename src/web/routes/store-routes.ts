import { z } from 'zod';
import type { EpochMs } from '../../core/model/ids.ts';
import type { ActivityLog, ConsoleGateway, ConsolePlan } from '../../ports/console/console.ts';
import type { ConsoleDiscovery } from '../../ports/console/console-discovery.ts';
import type { ConsoleRecount } from '../../ports/console/console-recount.ts';
import { spanQuery } from '../request-shapes.ts';
import type { Route } from '../route.ts';
import { defineRoute, HttpError } from '../route.ts';

/** Longest span of time for which one request gets windows. */
const MAX_SPAN_MS = 35 * 86_400_000;

export function storeRoutes(parts: {
  readonly gateway: ConsoleGateway;
  readonly journal: ActivityLog;
  readonly recount: ConsoleRecount;
  readonly plan: ConsolePlan;
  readonly discovery: ConsoleDiscovery;
}): Route[] {
  const { gateway, journal, recount, plan, discovery } = parts;
  return [
    defineRoute({
      method: 'GET',
      path: '/api/store',
      summary: 'Spaces, zones, lines and doors in force.',
      access: 'viewer',
      answer: 'store',
      handle: () => ({ ...gateway.getStore(), hasPlan: plan.read() !== undefined }),
    }),
    defineRoute({
      method: 'GET',
      path: '/api/status',
      summary: 'State of sensors, storage and uplink.',
      access: 'viewer',
      answer: 'status',
      handle: () => gateway.status(),
    }),
    defineRoute({
      method: 'GET',
      path: '/api/today',
      summary: 'Counts of doors and zones since the store’s midnight.',
      access: 'viewer',
      answer: 'today',
      handle: () => gateway.today(),
    }),
    defineRoute({
      method: 'GET',
      path: '/api/doors',
      summary: 'Each door with the counts and weights of its sensors.',
      access: 'viewer',
      answer: 'doors',
      handle: () => gateway.doors(),
    }),
    defineRoute({
      method: 'GET',
      path: '/api/windows',
      summary: 'Stored window summaries, oldest first.',
      access: 'viewer',
      query: spanQuery,
      answer: 'windows',
      handle: ({ query: { from, to } }) => {
        if (to < from || to - from > MAX_SPAN_MS) throw new HttpError(400, 'BAD_SPAN', 'At most 35 days.');
        return gateway.windows(from as EpochMs, to as EpochMs);
      },
    }),
    ...sensorRoutes(gateway, discovery),
    ...trackRoutes(recount),
    defineRoute({
      method: 'GET',
      path: '/api/activity',
      summary: 'The activity log of the console.',
      access: 'technician',
      answer: 'activity',
      handle: () => journal.entries(200),
    }),
  ];
}

function sensorRoutes(gateway: ConsoleGateway, discovery: ConsoleDiscovery): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/api/sensor',
      summary: 'What came from one sensor last.',
      access: 'technician',
      query: z.strictObject({ id: z.string().min(1).max(63) }),
      answer: 'trace',
      handle: ({ query: { id } }) => {
        const trace = gateway.trace(id);
        if (trace === undefined) throw new HttpError(404, 'NO_SUCH_SENSOR', 'No sensor of this id.');
        return trace;
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/api/found',
      summary: 'Devices that are plugged in and not used; serial ports are listened to for some seconds.',
      access: 'technician',
      answer: 'found',
      handle: () => discovery.find(),
    }),
    defineRoute({
      method: 'GET',
      path: '/api/unused',
      summary: 'Number of serial ports and cameras that are plugged in and not used; none is opened.',
      access: 'technician',
      answer: 'unused',
      handle: () => discovery.unused(),
    }),
    defineRoute({
      method: 'GET',
      path: '/api/sensor-kinds',
      summary: 'Every type of sensor that can be added, in words for a technician.',
      access: 'technician',
      answer: 'kinds',
      handle: () => discovery.kinds(),
    }),
  ];
}

function trackRoutes(recount: ConsoleRecount): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/api/paths',
      summary: 'Positions from the track history of one space, without their order.',
      access: 'technician',
      query: z.strictObject({ space: z.string().min(1).max(63) }),
      answer: 'paths',
      handle: ({ query: { space } }) => recount.paths(space),
    }),
    defineRoute({
      method: 'GET',
      path: '/api/heat',
      summary: 'Heat map of one space from the track history; cells with few people are left out.',
      access: 'viewer',
      query: z.strictObject({ space: z.string().min(1).max(63) }),
      answer: 'heat',
      handle: ({ query: { space } }) => recount.heat(space),
    }),
  ];
}
