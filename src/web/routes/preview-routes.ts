import { z } from 'zod';
import type { CameraPreview, CameraPreviewRefusal } from '../../ports/console.ts';
import type { Route, RouteRequest } from '../route.ts';
import { defineRoute, HttpError } from '../route.ts';

/** Longest that one confirmation holds. */
const MAX_MINUTES = 15;

const state = z
  .object({
    sensor: z.string(),
    by: z.string().meta({ description: 'The session that looks.' }),
    style: z.enum(['people-hidden', 'clear']),
    endsInSeconds: z.int(),
    clearForSeconds: z.int().nullable(),
  })
  .nullable();

const openRequest = z.strictObject({
  sensor: z.string().min(1).max(63),
  minutes: z.int().min(1).max(MAX_MINUTES).default(5),
});

const clearRequest = z.strictObject({
  sensor: z.string().min(1).max(63),
  confirm: z.literal('show people').meta({ description: 'Said a second time, in so many words.' }),
});

/** The camera preview, for pointing a camera. Every console user may know that one is open. */
export function previewRoutes({ aiming }: { readonly aiming: CameraPreview }): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/api/preview',
      summary: 'Who looks through which camera, and for how long; null when nobody does.',
      access: 'viewer',
      answer: state,
      handle: ({ reply }) => reply.type('application/json').send(JSON.stringify(aiming.state())),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/preview',
      summary: 'Look through a camera for some minutes, with people hidden.',
      access: 'technician',
      body: openRequest,
      answer: state,
      handle: ({ body, session }) => orRefusal(aiming.open({ ...body, by: nameOf({ session }) })),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/preview/clear',
      summary: 'Second confirmation: show people as they are, for half a minute.',
      access: 'technician',
      body: clearRequest,
      answer: state,
      handle: ({ body, session }) =>
        orRefusal(aiming.showClear({ sensor: body.sensor, by: nameOf({ session }) })),
    }),
    defineRoute({
      method: 'DELETE',
      path: '/api/preview',
      summary: 'Stop looking.',
      access: 'technician',
      handle: ({ session }) => aiming.close(nameOf({ session })),
    }),
    pictureRoute(aiming),
  ];
}

function pictureRoute(aiming: CameraPreview): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/preview/picture',
    summary:
      'The newest picture, PNG, about one a second; 204 until there is one. Only for who opened the view.',
    access: 'technician',
    handle: ({ session, request, reply }) => {
      // A page of another origin that shows it as its own picture would still be refused the bytes; be sure of it.
      const site = request.headers['sec-fetch-site'];
      if (site !== undefined && site !== 'same-origin') {
        throw new HttpError(403, 'WRONG_ORIGIN', 'This was asked from another page.');
      }
      const picture = orRefusal(aiming.picture(nameOf({ session })));
      if (picture === undefined) return undefined;
      // A copy: the desk overwrites its own as soon as the next one comes.
      return reply.type('image/png').send(Buffer.from(picture.png));
    },
  });
}

function nameOf({ session }: Pick<RouteRequest<never, never>, 'session'>): string {
  return session?.name ?? 'unknown';
}

const REFUSALS: Readonly<Record<CameraPreviewRefusal, readonly [status: number, message: string]>> = {
  'switched-off': [
    409,
    'The camera preview is switched off: set privacy.cameraPreview to true in the settings.',
  ],
  'no-such-camera': [404, 'There is no such camera in the settings, or another one is being looked through.'],
  'camera-not-running': [409, 'This camera gives no picture now; its state says why.'],
  'not-yours': [403, 'Somebody else opened this view; only that session gets its pictures.'],
  'not-on': [404, 'The view is not open, or its time is over. Open it again.'],
};

/** Throws what was refused, in the page's words. */
function orRefusal<T>(answer: T | CameraPreviewRefusal): T {
  if (typeof answer !== 'string') return answer;
  const [status, message] = REFUSALS[answer as CameraPreviewRefusal];
  throw new HttpError(status, answer.toUpperCase().replaceAll('-', '_'), message);
}
