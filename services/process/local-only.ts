/**
 * Why a request is not answered; undefined for one that is. What a web page sends is refused: a page's own address can
 * be made to resolve to 127.0.0.1 (DNS rebinding), so the name in the request must be an address of this machine,
 * `localhost`, or a name without a dot, as containers have.
 */
export function refusalOf({
  host,
  origin,
}: {
  host?: string | undefined;
  origin?: string | undefined;
}): string | undefined {
  if (host !== undefined && !isLocal(`http://${host}`))
    return `requests must go to localhost or 127.0.0.1, not to "${host}"`;
  if (origin !== undefined && !isLocal(origin)) return `requests of the web page "${origin}" are not answered`;
  return undefined;
}

function isLocal(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { hostname } = new URL(url);
  return /^(127(\.\d+){3}|\[::1\]|([\w-]+\.)?localhost|[a-z][\w-]*)$/.test(hostname);
}
