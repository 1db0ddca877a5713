import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Answers } from './answers.ts';

const toBrotli = promisify(brotliCompress);
const toGzip = promisify(gzip);
/** Quality of Brotli, from 0 to 11. With this quality, an answer for Insights takes a few milliseconds. */
const BROTLI_QUALITY = 5;

/** Sends JSON in the smallest encoding that the browser accepts. Browsers accept Brotli only over TLS. */
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
