import type { Endpoints } from '../../stack/components/endpoints.ts';
import type { SessionRecord } from '../../stack/session/record.ts';
import { workbenchUrl } from '../../stack/workbench/paths.ts';
import type { Colors } from '../terminal.ts';

/** The URLs of the stack, one line each. */
export function urlTable(
  { gateway, jaeger, prometheus, loki, grafana, collector }: Endpoints,
  colors: Colors,
): string[] {
  const rows: [string, string, string][] = [
    ...row('gateway', gateway, 'the shop: GET /products, POST /orders'),
    ...row('grafana', grafana, 'dashboards'),
    ['jaeger', jaeger, 'traces: GET /api/v3/services'],
    ['prometheus', prometheus, 'metrics and alerts: GET /api/v1/alerts'],
    ['loki', loki, 'logs: GET /loki/api/v1/labels'],
    ['otel-collector', collector.otlpHttp, `OTLP over HTTP; gRPC at ${collector.otlpGrpc}`],
    ['', `${collector.metrics}/metrics`, "the Collector's own metrics"],
  ];
  const width = Math.max(...rows.map(([, url]) => url.length));
  return rows.map(([name, url, what]) => `  ${name.padEnd(15)}${colors.cyan(url.padEnd(width))}  ${colors.dim(what)}`);
}

/** No row for what does not run. */
const row = (name: string, url: string | undefined, what: string): [string, string, string][] =>
  url === undefined ? [] : [[name, url, what]];

/** Where the web UI is. */
export function workbenchLine(url: string, colors: Colors): string {
  return `Workbench: ${colors.cyan(url)}`;
}

/** The web UI's address with the token for its actions; undefined where none is served. */
export function workbenchUrlOf({ workbench, token }: Pick<SessionRecord, 'workbench' | 'token'>): string | undefined {
  return workbench === undefined ? undefined : workbenchUrl({ workbench, token });
}
