import { z } from 'zod';
import type { CameraPreview, CameraPreviewRefusal } from '../../ports/console/console.ts';
import type { Route, RouteRequest } from '../route.ts';
import { defineRoute, HttpError } from '../route.ts';

/** Longest preview, in minutes, before it must be confirmed again. */
const MAX_MINUTES = 15;

const openRequest = z.strictObject({
  sensor: z.string().min(1).max(63),
  minutes: z.int().min(1).max(MAX_MINUTES).default(5),
});

const clearRequest = z.strictObject({
  sensor: z.string().min(1).max(63),
  confirm: z.literal('show people').meta({ description: 'Second confirmation, as this exact text.' }),
});

/** Routes of the camera preview, for aiming a camera. Every console user may see that a preview is open. */
export function previewRoutes({ aiming }: { readonly aiming: CameraPreview }): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/api/preview',
      summary: 'The open camera preview: user, camera and time left; null when none is open.',
      access: 'viewer',
      answer: 'preview',
      handle: () => aiming.state(),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/preview',
      summary: 'Open a camera preview for some minutes, with people hidden.',
      access: 'technician',
      body: openRequest,
      answer: 'preview',
      handle: ({ body, session }) => orRefusal(aiming.open({ ...body, by: nameOf({ session }) })),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/preview/clear',
      summary: 'Second confirmation: show people unmasked for 30 seconds.',
      access: 'technician',
      body: clearRequest,
      answer: 'preview',
      handle: ({ body, session }) =>
        orRefusal(aiming.showClear({ sensor: body.sensor, by: nameOf({ session }) })),
    }),
    defineRoute({
      method: 'DELETE',
      path: '/api/preview',
      summary: 'Close the camera preview.',
      access: 'technician',
      handle: ({ session }) => {
        aiming.close(nameOf({ session }));
      },
    }),
    pictureRoute(aiming),
  ];
}

function pictureRoute(aiming: CameraPreview): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/preview/picture',
    summary:
      'The newest picture as PNG, about one a second; 204 until there is one. Only for the session that opened it.',
    access: 'technician',
    picture: ['image/png'],
    handle: ({ session, request, reply }) => {
      // Browsers already refuse to give these bytes to pages of other origins. This check does not rely on that.
      const site = request.headers['sec-fetch-site'];
      if (site !== undefined && site !== 'same-origin') {
        throw new HttpError(403, 'WRONG_ORIGIN', 'This request came from another page.');
      }
      const picture = orRefusal(aiming.picture(nameOf({ session })));
      if (picture === undefined) return undefined;
      // Send a copy, because the service overwrites its own buffer with the next picture.
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
  'no-such-camera': [404, 'The settings have no such camera, or the preview of another one is open.'],
  'camera-not-running': [409, 'This camera sends no picture now; its state shows why.'],
  'not-yours': [403, 'Another session opened this preview; only that one gets its pictures.'],
  'not-on': [404, 'The preview is not open, or its time is over. Open it again.'],
};

/** Returns the answer. If it is a refusal, throws it as an HttpError with its message. */
function orRefusal<T>(answer: T | CameraPreviewRefusal): T {
  if (typeof answer !== 'string') return answer;
  const [status, message] = REFUSALS[answer as CameraPreviewRefusal];
  throw new HttpError(status, answer.toUpperCase().replaceAll('-', '_'), message);
}
