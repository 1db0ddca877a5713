// serve-kit.ts [PORT]: the page of all components, on this machine alone. It is built anew each time it is loaded.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import { MEDIA_TYPES } from '../src/web/static-assets.ts';
import { buildKit } from './build-pages.ts';

const PORT = Number(process.argv[2] ?? 8081);
const folder = mkdtempSync(join(tmpdir(), 'lintel-kit-'));

createServer(async ({ url = '/' }, response) => {
  if (url === '/') await buildKit(folder);
  const path = join(folder, normalize(url === '/' ? '/index.html' : url));
  if (!path.startsWith(folder) || !existsSync(path)) return response.writeHead(404).end();
  return response
    .writeHead(200, { 'content-type': MEDIA_TYPES[extname(path)] ?? '' })
    .end(readFileSync(path));
}).listen(PORT, '127.0.0.1', () => console.log(`The kit: http://127.0.0.1:${PORT}/`));

process.once('SIGINT', () => {
  rmSync(folder, { recursive: true });
  process.exit();
});
