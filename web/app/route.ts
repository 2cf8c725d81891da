import { useEffect, useState } from 'preact/hooks';
import { hrefOf, type Params, parseRoute, type Route } from './address.ts';
import { keepToken } from '../source/token.ts';

/** Goes to a place; `replace` leaves no entry in the history, for what changes while one types. */
export function go(href: string, { replace = false } = {}): void {
  if (replace) history.replaceState(null, '', href);
  else history.pushState(null, '', href);
  dispatchEvent(new Event('hashchange'));
}

/** The current place. */
export function useRoute(): Route {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => subscribe(() => setHash(location.hash)), []);
  return parseRoute(hash);
}

/** Changes parameters of the current place, and keeps the others. */
export function setParams(changes: Params, options: { replace?: boolean } = { replace: true }): void {
  const { page, id, params } = parseRoute(location.hash);
  const path = `/${page}${id === undefined ? '' : `/${encodeURIComponent(id)}`}`;
  go(hrefOf(path, { ...Object.fromEntries(params), ...changes }), options);
}

/** Takes the token out of the address, where it would stay in the history and in what one copies. */
export function takeToken(): void {
  const token = parseRoute(location.hash).params.get('token');
  if (token === null) return;
  keepToken(token);
  setParams({ token: undefined });
}

function subscribe(onChange: () => void): () => void {
  addEventListener('hashchange', onChange);
  addEventListener('popstate', onChange);
  return () => {
    removeEventListener('hashchange', onChange);
    removeEventListener('popstate', onChange);
  };
}
