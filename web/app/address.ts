/** A place in the page, as its address has it after `#`: `/traces/4bf9?service=order`. */
export interface Route {
  /** The page, such as `traces`; empty for the overview. */
  page: string;
  /** What follows the page, such as a trace ID. */
  id: string | undefined;
  params: URLSearchParams;
}

export type Params = Readonly<Record<string, string | undefined>>;

/** Reads the part of an address after `#`. */
export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#/, '').split(/\?(.*)/s);
  const [page = '', id] = path.split('/').filter(Boolean).map(decode);
  return { page, id, params: new URLSearchParams(query) };
}

/** The address of a place; parameters that are undefined or empty are left out. */
export function hrefOf(path: string, params: Params = {}): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) if (value !== undefined && value !== '') query.set(name, value);
  const text = query.toString();
  return `#${path}${text === '' ? '' : `?${text}`}`;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
