import { z } from 'zod';
import type { ActivityLog, ConsoleGateway } from '../../ports/console/console.ts';
import type { TagRegistration } from '../../ports/console/console-devices.ts';
import type { Route } from '../route.ts';
import { defineRoute, HttpError } from '../route.ts';

const tagId = z.string().min(1).max(63);

function knownTags(gateway: ConsoleGateway, tag: string): string {
  if (gateway.tags().tags.some(({ id }) => id === tag)) return tag;
  throw new HttpError(404, 'NO_SUCH_TAG', 'This tag is not registered.');
}

/** Routes for registered tags, for registering a tag held near a receiver, and for the teaching walk. */
export function tagRoutes(parts: {
  readonly gateway: ConsoleGateway;
  readonly enrolment: TagRegistration;
  readonly journal: ActivityLog;
}): Route[] {
  const { gateway, journal } = parts;
  return [
    ...registrationRoutes(parts.enrolment),
    defineRoute({
      method: 'GET',
      path: '/api/tags',
      summary: 'Registered tags, their signal at each receiver, and their positions.',
      access: 'technician',
      answer: 'tags',
      handle: () => gateway.tags(),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/tags/training',
      summary: 'One step of a teaching walk: the carrier of the tag is at this place on the floor plan now.',
      access: 'technician',
      body: z.strictObject({ tag: tagId, x: z.number().min(0).max(2000), y: z.number().min(0).max(2000) }),
      handle: ({ body: { tag, x, y } }) => {
        gateway.teach(knownTags(gateway, tag), x, y);
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/api/tags/training/camera',
      summary: 'Start a teaching walk in which the cameras locate the tag while they see exactly one person.',
      access: 'technician',
      body: z.strictObject({ tag: tagId }),
      handle: ({ body: { tag } }) => {
        gateway.teachByCamera(knownTags(gateway, tag));
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/api/tags/training/end',
      summary: 'End the teaching walk and learn from it.',
      access: 'technician',
      body: z.strictObject({ tag: tagId }),
      answer: 'learned',
      handle: ({ body: { tag }, session }) => {
        const learned = gateway.endTeaching(knownTags(gateway, tag));
        journal.logEntry({
          who: session?.name ?? 'unknown',
          what: 'taught-radio',
          details: { tag, learned },
        });
        return { learned };
      },
    }),
  ];
}

/**
 * Routes to register a tag. They send no address: only signal levels, and a digest of the tag's address under the
 * store's key.
 */
function registrationRoutes(enrolment: TagRegistration): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/api/tags/registration',
      summary: 'Radios held near a receiver; null while no search runs.',
      access: 'technician',
      answer: 'registration',
      handle: () => enrolment.state(),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/tags/registration',
      summary: 'Search for a tag held near a receiver, for 90 s at most.',
      access: 'technician',
      answer: 'registration',
      handle: ({ session }) => {
        const begun = enrolment.begin(session?.name ?? 'unknown');
        if (begun !== 'no-receiver') return begun;
        throw new HttpError(409, 'NO_RECEIVER', 'No running receiver can hear a tag close by.');
      },
    }),
    defineRoute({
      method: 'DELETE',
      path: '/api/tags/registration',
      summary: 'Stop the search and forget what it found.',
      access: 'technician',
      handle: () => {
        enrolment.end();
      },
    }),
  ];
}
