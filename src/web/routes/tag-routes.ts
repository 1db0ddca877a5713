import { z } from 'zod';
import type { ActivityLog, ConsoleGateway } from '../../ports/console.ts';
import type { TagRegistration } from '../../ports/console-devices.ts';
import { anyAnswer } from '../api-shapes.ts';
import type { Route } from '../route.ts';
import { defineRoute, HttpError } from '../route.ts';

const tagId = z.string().min(1).max(63);

function knownTags(gateway: ConsoleGateway, tag: string): string {
  if (gateway.tags().tags.some(({ id }) => id === tag)) return tag;
  throw new HttpError(404, 'NO_SUCH_TAG', 'This tag is not registered.');
}

/** Registered tags, new ones that are held near, and the walk that teaches the receivers. */
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
      summary: 'Registered tags, how strongly each receiver hears them, and where they are.',
      access: 'technician',
      answer: anyAnswer,
      handle: () => gateway.tags(),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/tags/training',
      summary: 'A teaching walk: whoever carries the tag is at this place of the floor plan now.',
      access: 'technician',
      body: z.strictObject({ tag: tagId, x: z.number().min(0).max(2000), y: z.number().min(0).max(2000) }),
      handle: ({ body: { tag, x, y } }) => gateway.teach(knownTags(gateway, tag), x, y),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/tags/training/camera',
      summary: 'A teaching walk: the cameras say where the tag is, while they see one person alone.',
      access: 'technician',
      body: z.strictObject({ tag: tagId }),
      handle: ({ body: { tag } }) => gateway.teachByCamera(knownTags(gateway, tag)),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/tags/training/end',
      summary: 'The teaching walk is over: learn from it at once.',
      access: 'technician',
      body: z.strictObject({ tag: tagId }),
      answer: z.object({ learned: z.boolean() }),
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

/** No address in it: levels, and of the one that was held near, a digest under the store's own key. */
function registrationRoutes(enrolment: TagRegistration): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/api/tags/registration',
      summary: 'What is held near a receiver; null while nobody looks for a tag.',
      access: 'technician',
      answer: anyAnswer,
      handle: ({ reply }) => reply.type('application/json').send(JSON.stringify(enrolment.state())),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/tags/registration',
      summary:
        'Look for a tag that is held near a receiver, until it is found, for a minute and a half at most.',
      access: 'technician',
      answer: anyAnswer,
      handle: ({ session }) => {
        const begun = enrolment.begin(session?.name ?? 'unknown');
        if (begun !== 'no-receiver') return begun;
        throw new HttpError(409, 'NO_RECEIVER', 'No receiver runs that could hear a tag close by.');
      },
    }),
    defineRoute({
      method: 'DELETE',
      path: '/api/tags/registration',
      summary: 'Stop looking, and forget what was found.',
      access: 'technician',
      handle: () => enrolment.end(),
    }),
  ];
}
