import { importSpans, type TestSpan } from './trace-spans.ts';

/** The attributes of a request. */
export const get = (route: string, status = 200): Record<string, string | number> => ({
  'http.request.method': 'GET',
  'http.route': route,
  'http.response.status_code': status,
});

/** A request to `web`, which has these spans below it. */
export const request = (trace: string, below: readonly Omit<TestSpan, 'trace'>[] = [], status = 200): TestSpan[] => [
  { trace, id: 'w', service: 'web', kind: 'server', ms: 100, attributes: get('/cart', status), isError: status >= 500 },
  ...below.map((span) => ({ trace, parent: 'w', ...span })),
];

/** A call of `web` to `cart`. */
export const call = (id: string, at: number, status = 200, attributes = {}): TestSpan[] => [
  { id, service: 'web', kind: 'client', at, ms: 20, isError: status >= 400, attributes: { ...get(''), ...attributes } },
  {
    id: `${id}s`,
    parent: id,
    service: 'cart',
    kind: 'server',
    at: at + 1,
    ms: 18,
    attributes: get('/items', status),
    isError: status >= 500,
  },
];

/** The steps of `GET /cart` of `web`. */
export function stepsOf(spans: readonly TestSpan[], withValues = false): Record<string, unknown>[] {
  const { file } = importSpans(spans, withValues);
  const web = file.services.web as { routes: Record<string, { steps: Record<string, unknown>[] }> };
  return web.routes['GET /cart']?.steps.filter((step) => !('wait' in step)) ?? [];
}
