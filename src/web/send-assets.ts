import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { HttpError } from './route.ts';
import type { Asset } from './static-assets.ts';

/** Serves the app's files at all addresses that belong to no route. */
export function addAssets(app: FastifyInstance, assets: () => Promise<ReadonlyMap<string, Asset>>): void {
  app.get('/*', async (request, reply) => {
    const path = request.url.split('?')[0] ?? '/';
    const asset = (await assets()).get(path);
    if (asset === undefined) throw new HttpError(404, 'NOT_FOUND', 'There is nothing here.');
    return sendAsset(asset, request, reply);
  });
}

function sendAsset(asset: Asset, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const kept = asset.isForever ? 'public, max-age=31536000, immutable' : 'no-cache';
  reply.headers({ etag: asset.etag, 'cache-control': kept, vary: 'accept-encoding' }).type(asset.type);
  if (request.headers['if-none-match'] === asset.etag) return reply.status(304).send();
  const accepted = request.headers['accept-encoding'] ?? '';
  if (accepted.includes('br')) return reply.header('content-encoding', 'br').send(asset.brotli);
  if (accepted.includes('gzip')) return reply.header('content-encoding', 'gzip').send(asset.gzip);
  return reply.send(asset.body);
}
