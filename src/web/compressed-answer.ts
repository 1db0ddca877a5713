import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Answers } from './answers.ts';

const toBrotli = promisify(brotliCompress);
const toGzip = promisify(gzip);
/** Of 11: a page of Insights takes some milliseconds. */
const BROTLI_QUALITY = 5;

/** Sends JSON the smallest way that the browser takes; browsers take Brotli over TLS alone. */
export async function sendCompressed(
  answer: Answers['insights'],
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const text = JSON.stringify(answer);
  const accepted = String(request.headers['accept-encoding'] ?? '');
  reply.header('vary', 'accept-encoding').type('application/json; charset=utf-8');
  if (accepted.includes('br')) {
    const params = { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY };
    return reply.header('content-encoding', 'br').send(await toBrotli(text, { params }));
  }
  if (accepted.includes('gzip')) return reply.header('content-encoding', 'gzip').send(await toGzip(text));
  return reply.send(text);
}
