import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { HttpError } from '../stores/http/http-error.ts';
import { securityHeaders } from './security-headers.ts';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/**
 * Answers with a file of the built site, `index.html` for `/`. Every file has a brotli version next to it. The names of
 * scripts and styles contain a hash of their contents, so browsers keep them.
 *
 * @throws HttpError 404
 */
export async function sendFile(
  folder: string,
  path: string,
  { headers }: Pick<IncomingMessage, 'headers'>,
  response: ServerResponse,
): Promise<void> {
  const name = path === '/' ? 'index.html' : path.slice(1);
  const type = types[extname(name)];
  // Only names, no paths: nothing outside of the folder can be named.
  if (type === undefined || !/^[\w-]+(\.[\w-]+)+$/.test(name)) throw new HttpError(404, `There is no ${path} here.`);
  const packed = /\bbr\b/.test(headers['accept-encoding'] ?? '');
  const body = await readFile(join(folder, packed ? `${name}.br` : name)).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new HttpError(404, `There is no ${path} here.`);
  });
  response.writeHead(200, {
    ...securityHeaders,
    'content-type': type,
    'content-length': body.length,
    'cache-control': name === 'index.html' ? 'no-cache' : 'public, max-age=31536000, immutable',
    vary: 'accept-encoding',
    ...(packed ? { 'content-encoding': 'br' } : {}),
  });
  response.end(body);
}
