import type { FastifyInstance } from 'fastify';
import { HttpError } from '../route.ts';
import { fleetCookie } from './fleet-session.ts';
import type { OpenIdSignIn } from './open-id.ts';
import { ANSWER_PATH } from './open-id.ts';
import type { SignInDependencies } from './sign-in-routes.ts';
import { isSecure } from './sign-in-routes.ts';

/** Cookie that binds the provider's answer to the browser in which the sign-in began. */
const COOKIE = 'lintel-sign-in';

export function addOpenIdRoutes(
  app: FastifyInstance,
  parts: SignInDependencies & { openId: OpenIdSignIn },
): void {
  const { openId, origin, sessions, log } = parts;
  app.get('/sign-in', async (_request, reply) => {
    const { url, state } = await openId.begin().catch((error: unknown) => {
      log.error({ err: error }, 'the OpenID provider cannot be reached');
      throw new HttpError(
        503,
        'UNAVAILABLE',
        'The sign-in service cannot be reached. Try again in a minute.',
      );
    });
    reply.header('set-cookie', attemptCookie(state, 600, origin));
    return reply.redirect(url.href);
  });
  app.get(ANSWER_PATH, async (request, reply) => {
    const answer = new URL(request.url, origin);
    const state =
      /(?:^|;\s*)lintel-sign-in=([\w-]{1,100})(?:;|$)/.exec(request.headers.cookie ?? '')?.[1] ?? '';
    try {
      const { token } = sessions.add(await openId.finish(answer, state));
      reply.header('set-cookie', [attemptCookie('', 0, origin), fleetCookie(token, isSecure(origin))]);
      return reply.redirect('/');
    } catch (error) {
      log.warn({ err: error, from: request.ip }, 'a sign-in to the fleet pages was refused');
      reply.header('set-cookie', attemptCookie('', 0, origin));
      return reply.redirect('/#refused');
    }
  });
}

function attemptCookie(state: string, seconds: number, origin: string): string {
  const secure = isSecure(origin) ? '; Secure' : '';
  return `${COOKIE}=${state}; Path=/sign-in; HttpOnly; SameSite=Lax; Max-Age=${seconds}${secure}`;
}
