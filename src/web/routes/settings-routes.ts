import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { ConsoleRecount } from '../../ports/console/console-recount.ts';
import type { ApplyResult, ConsoleSettings } from '../../ports/console/console-settings.ts';
import type { ConsoleTrials } from '../../ports/settings-trial.ts';
import type { Answers } from '../answers.ts';
import { applyRequest, draftRequest, endTrialRequest, hash, rollBackRequest } from '../request-shapes.ts';
import type { Route, RouteRequest } from '../route.ts';
import { defineRoute, HttpError } from '../route.ts';

export function settingsRoutes(parts: {
  readonly settings: ConsoleSettings;
  readonly recount: ConsoleRecount;
  readonly trials: ConsoleTrials;
}): Route[] {
  const { settings, trials } = parts;
  return [
    defineRoute({
      method: 'GET',
      path: '/api/settings',
      summary: 'The settings file, its version and its content.',
      access: 'technician',
      answer: 'settings',
      handle: () => settings.hide(settings.read()),
    }),
    defineRoute({
      method: 'GET',
      path: '/api/settings/schema',
      summary: 'JSON Schema of the settings, for forms.',
      access: 'technician',
      answer: 'settingsSchema',
      handle: () => settings.schema(),
    }),
    defineRoute({
      method: 'GET',
      path: '/api/settings/history',
      summary: 'Stored versions, newest first.',
      access: 'technician',
      answer: 'history',
      handle: () => settings.history(),
    }),
    defineRoute({
      method: 'GET',
      path: '/api/settings/version',
      summary: 'A stored version.',
      access: 'technician',
      query: z.strictObject({ hash }),
      answer: 'settings',
      handle: ({ query }) => {
        const version = settings.version(query.hash);
        if (version === undefined) throw new HttpError(404, 'NO_SUCH_VERSION', 'This version is not kept.');
        return settings.hide(version);
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/api/settings/trial',
      summary: 'The change on trial, beside the counts of the previous settings on the same tracks.',
      access: 'technician',
      answer: 'trial',
      handle: () => trials.view(),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/settings/trial',
      summary: 'Keep the change on trial, or roll it back.',
      access: 'technician',
      body: endTrialRequest,
      answer: 'applied',
      handle: async (asked) => {
        const result = await trials.end(asked.body.outcome, nameOf(asked));
        if (result === undefined) throw new HttpError(404, 'NO_TRIAL', 'No change is on trial.');
        return answerTo(asked, result, settings);
      },
    }),
    ...changeRoutes(parts),
  ];
}

function changeRoutes({
  settings,
  recount,
}: {
  readonly settings: ConsoleSettings;
  readonly recount: ConsoleRecount;
}): Route[] {
  const drafted = (base: string, changes: Parameters<ConsoleSettings['draft']>[1]) => {
    const draft = settings.draft(base, changes);
    if (draft === undefined) throw conflict();
    return draft;
  };
  return [
    defineRoute({
      method: 'POST',
      path: '/api/settings/draft',
      summary: 'The file with these edits applied, and its problems.',
      access: 'technician',
      body: draftRequest,
      answer: 'draft',
      handle: ({ body }) => {
        const { text, problems } = drafted(body.base, body.edits as never);
        return { text: settings.hide({ text, hash: body.base, tree: null }).text, problems };
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/api/settings/backtest',
      summary: 'Backtest: counts of a draft on the track history, beside those of the settings in force.',
      access: 'technician',
      body: draftRequest,
      answer: 'backtest',
      handle: ({ body }) => {
        const draft = drafted(body.base, body.edits as never);
        if (draft.problems.length > 0) throw new HttpError(422, 'INVALID', draft.problems[0]?.text ?? '');
        return recount.recount(draft.text);
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/api/settings/apply',
      summary: 'Write the edits to the file and apply it.',
      access: 'technician',
      body: applyRequest,
      answer: 'applied',
      handle: async (asked) => {
        const { base, edits, note } = asked.body;
        return answerTo(asked, await settings.apply(base, edits as never, nameOf(asked), note), settings);
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/api/settings/rollback',
      summary: 'Restore a stored version and apply it.',
      access: 'technician',
      body: rollBackRequest,
      answer: 'applied',
      handle: async (asked) => {
        const result = await settings.rollBack(asked.body.base, asked.body.to, nameOf(asked));
        if (result === undefined) throw new HttpError(404, 'NO_SUCH_VERSION', 'This version is not kept.');
        return answerTo(asked, result, settings);
      },
    }),
  ];
}

function nameOf({ session }: Pick<RouteRequest<never, never>, 'session'>): string {
  return session?.name ?? 'unknown';
}

function conflict(): HttpError {
  return new HttpError(409, 'CONFLICT', 'Another user has changed the settings meanwhile.');
}

function answerTo(
  { reply }: Pick<RouteRequest<never, never>, 'reply'>,
  result: ApplyResult,
  settings: ConsoleSettings,
): Answers['applied'] | FastifyReply {
  if (result.outcome === 'conflict') throw conflict();
  if (result.outcome === 'applied') return { outcome: 'applied', settings: settings.hide(result.settings) };
  const [first] = result.problems;
  return reply
    .status(422)
    .send({ error: { code: 'INVALID', message: first?.text ?? '' }, problems: result.problems });
}
