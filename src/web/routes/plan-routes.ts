import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { ActivityLog, ConsolePlan, PlanPicture } from '../../ports/console/console.ts';
import { checkPicture } from '../picture/check-picture.ts';
import { drawPage } from '../picture/pdf-page.ts';
import type { Route } from '../route.ts';
import { defineRoute, HttpError } from '../route.ts';
import { MAX_PICTURE_BYTES } from '../validate-plan-picture.ts';

const PICTURES = ['image/png', 'image/jpeg', 'image/svg+xml'] as const;
const PDF = 'application/pdf';
/** Media types that may be uploaded. A page of a PDF becomes a picture. */
export const PICTURE_TYPES = [...PICTURES, PDF] as const;

const UPLOAD = {
  access: 'technician',
  upload: { types: PICTURE_TYPES, maxBytes: MAX_PICTURE_BYTES },
  query: z.strictObject({ page: z.coerce.number().int().min(1).max(999).default(1) }),
} as const;

export function planRoutes(parts: { readonly plan: ConsolePlan; readonly journal: ActivityLog }): Route[] {
  const { plan, journal } = parts;
  return [
    defineRoute({
      method: 'GET',
      path: '/api/plan/picture',
      summary: 'The floor plan’s picture.',
      access: 'viewer',
      picture: PICTURES,
      handle: ({ reply }) => {
        const picture = plan.read();
        if (picture === undefined) throw new HttpError(404, 'NO_PLAN', 'No floor plan has been uploaded.');
        return sendInert(reply, picture);
      },
    }),
    defineRoute({
      method: 'PUT',
      path: '/api/plan/picture',
      summary: 'Upload the floor plan: PNG, JPEG, SVG, or one page of a PDF.',
      ...UPLOAD,
      handle: async ({ request, session, query }) => {
        const picture = await readUpload(request, query.page);
        plan.write(picture);
        journal.logEntry({
          who: session?.name ?? 'unknown',
          what: 'plan-uploaded',
          details: { bytes: picture.bytes.length },
        });
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/api/plan/picture/check',
      summary:
        'The picture as it would be kept: so that it can be laid over the floor before it is uploaded.',
      ...UPLOAD,
      picture: PICTURES,
      handle: async ({ request, reply, query }) => sendInert(reply, await readUpload(request, query.page)),
    }),
    defineRoute({
      method: 'DELETE',
      path: '/api/plan/picture',
      summary: 'Remove the floor plan’s picture.',
      access: 'technician',
      handle: ({ session }) => {
        plan.remove();
        journal.logEntry({ who: session?.name ?? 'unknown', what: 'plan-removed' });
      },
    }),
  ];
}

/** Sends a picture with headers that keep it from running scripts or loading files when a browser opens it directly. */
function sendInert(reply: FastifyReply, { type, bytes }: PlanPicture): FastifyReply {
  reply.header(
    'content-security-policy',
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox",
  );
  return reply.type(type).send(Buffer.from(bytes));
}

async function readUpload({ body, headers }: FastifyRequest, page: number): Promise<PlanPicture> {
  const type = PICTURE_TYPES.find((known) => known === headers['content-type']?.split(';')[0]);
  if (!Buffer.isBuffer(body) || type === undefined) {
    throw new HttpError(415, 'NOT_A_PICTURE', 'Send a PNG, JPEG or SVG picture, or a PDF.');
  }
  const drawn = type === PDF ? await drawPage(body, page) : { type, bytes: body };
  if (typeof drawn === 'string') throw new HttpError(422, 'BAD_PICTURE', drawn);
  const checked = await checkPicture(drawn);
  if (typeof checked === 'string') throw new HttpError(422, 'BAD_PICTURE', checked);
  return { type: drawn.type, bytes: checked };
}
