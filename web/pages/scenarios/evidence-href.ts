import { hrefOf } from '../../app/address.ts';

/** The place in this UI that shows what the URL of a backend shows; undefined if there is none. */
export function evidenceHref(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { pathname, searchParams } = new URL(url);
  const trace = /^\/(?:trace|api\/v3\/traces)\/([0-9a-f]{32})$/i.exec(pathname)?.[1];
  if (trace !== undefined) return hrefOf(`/traces/${trace}`);
  const query = searchParams.get('g0.expr') ?? searchParams.get('query');
  if (query === null) return undefined;
  return hrefOf(pathname.startsWith('/loki/') ? '/logs' : '/metrics', { q: query });
}
