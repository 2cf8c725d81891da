import type { IncomingMessage } from 'node:http';
import { HttpError } from './http-error.ts';

/**
 * Refuses what a web page sends. A page's own address can be made to resolve to 127.0.0.1 (DNS rebinding), so the name
 * in the request must be one that no page on the internet has: an address of this machine, `localhost`, a name without
 * a dot, as the components call each other, or one under `.internal`, as containers call this machine.
 *
 * @throws HttpError 403
 */
export function requireLocal({ headers }: Pick<IncomingMessage, 'headers'>): void {
  const { host, origin } = headers;
  if (host !== undefined && !isLocal(`http://${host}`)) {
    throw new HttpError(403, `Requests must go to localhost or 127.0.0.1, not to "${host}".`);
  }
  if (origin !== undefined && !isLocal(origin)) {
    throw new HttpError(403, `Requests of the web page "${origin}" are not answered.`);
  }
}

function isLocal(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { hostname } = new URL(url);
  return /^(127(\.\d+){3}|\[::1\]|([\w-]+\.)*(localhost|internal)|[a-z][\w-]*)$/.test(hostname);
}
