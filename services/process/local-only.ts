import { isIP } from 'node:net';

interface Headers {
  host?: string | undefined;
  origin?: string | undefined;
}

/**
 * Why a request is not answered; undefined for one that is. What a web page sends is refused: a page's own name can be
 * made to resolve to 127.0.0.1 (DNS rebinding), so the request must go to an address, as Kubernetes' probes do, to
 * `localhost`, or to a name that no page on the internet has. Of other origins, only those on this machine are answered.
 */
export function refusalOf({ host, origin }: Headers): string | undefined {
  if (host !== undefined && !isAddress(host) && !isLocal(`http://${host}`))
    return `requests must go to localhost or 127.0.0.1, not to "${host}"`;
  if (origin !== undefined && !isLocal(origin)) return `requests of the web page "${origin}" are not answered`;
  return undefined;
}

function isAddress(host: string): boolean {
  return isIP(host.replace(/:\d+$/, '')) === 4 || isIP(host.replace(/^\[|\](:\d+)?$/g, '')) === 6;
}

function isLocal(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { hostname } = new URL(url);
  return /^(127(\.\d+){3}|\[::1\]|([\w-]+\.)*(localhost|internal|cluster\.local)|[a-z][\w-]*)$/.test(hostname);
}
