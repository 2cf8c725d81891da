import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureEngine } from '../../../stack/engine/build/ensure-engine.ts';
import { loadEngine } from '../../../stack/engine/load.ts';
import { corpusFolder } from './corpus-files.ts';
import { type CheckResult, simulateTwin, textOf } from './simulate-twin.ts';

// What the faults of the default traffic let alerts see: a check without a traffic file, with rules of each kind.

const requests = 'http_server_request_duration_seconds_count';
const of = (service: string): string => `${requests}{service_name="${service}"}`;
const status = (pattern: string): string => `${requests}{http_response_status_code=~"${pattern}"}`;
const perService = (what: string): string => `sum by (service_name) (rate(${what}[5m]))`;
const gateway = `sum(rate(${of('gateway')}[5m]))`;

/** The expression and the `for` of alerts that fire, and the faults during which they do. */
const firing: Record<string, [expr: string, wait: string, during: string[]]> = {
  EveryServiceFails: [
    `${perService(status('5..'))} / ${perService(requests)} > 0.1`,
    '2m',
    ['errors at gateway', 'errors at payment', 'errors on product pages and 2 other faults'],
  ],
  MostRequestsFail: [
    `sum(rate(${requests}{service_name="gateway",http_response_status_code=~"5.."}[5m])) / ${gateway} > 0.5`,
    '5m',
    ['errors on product pages and 4 other faults'],
  ],
  RequestsRejected: [
    `${perService(status('429'))} / ${perService(requests)} > 0.1`,
    '5m',
    ['errors at gateway', 'errors on product pages and 2 other faults'],
  ],
  PaymentsSlow: [
    'histogram_quantile(0.9, sum by (le, service_name) (rate(http_server_request_duration_seconds_bucket{service_name="payment"}[5m]))) > 3',
    '5m',
    ['latency at payment'],
  ],
  QueriesSlow: [
    'histogram_quantile(0.95, sum by (le) (rate(db_client_operation_duration_seconds_bucket[5m]))) > 1',
    '5m',
    ['errors on product pages and 4 other faults'],
  ],
  GatewayAbsent: [`absent(${of('gateway')})`, '5m', ['outage of gateway']],
  PaymentIdle: [`sum(rate(${of('payment')}[5m])) == 0`, '5m', ['outage of gateway']],
  TrafficDropped: [`${gateway} < 0.5 * ${gateway.replace('[5m]', '[5m] offset 10m')}`, '2m', ['outage of gateway']],
  GatewayRestarted: [`sum(resets(${of('gateway')}[15m])) > 0`, '0s', ['outage of gateway']],
};
const routes = `sum by (http_route) (rate(${of('gateway')}[5m])) < 0.01`;
const silent: Record<string, [expr: string, wait: string]> = {
  GatewayIdle: [`${gateway} == 0`, '2m'],
  GatewayNearlyIdle: [`${gateway} < 0.1`, '2m'],
  RouteIdle: [routes, '2m'],
};

const folder = mkdtempSync(join(tmpdir(), 'default-traffic-'));
let result: CheckResult;
beforeAll(async () => {
  const rules = Object.entries({ ...firing, ...silent }).map(([alert, [expr, wait]]) => ({ alert, expr, for: wait }));
  const file = join(folder, 'rules.yaml');
  writeFileSync(file, JSON.stringify({ groups: [{ name: 'default', interval: '15s', rules }] }));
  const engine = await loadEngine(await ensureEngine());
  const collector = [join(corpusFolder, 'shared', 'collector.yaml')];
  result = await simulateTwin(engine, { collector, agent: [], rules: [file], dashboards: [] }, { verify: true });
}, 180_000);
afterAll(() => rmSync(folder, { recursive: true }));

test.each(Object.entries(firing))('%s fires', (name, [, , expected]) => {
  const during = result.detections.flatMap((one) => (one.alertname === name && one.firing !== null ? one.during : []));
  expect([...new Set(during)].sort()).toEqual(expected);
});

test.each([
  ['GatewayIdle', `Write: (${gateway} or vector(0)) == 0 (verified: fires `],
  ['GatewayNearlyIdle', `Write: (${gateway} or vector(0)) < 0.1 (verified: fires `],
  ['RouteIdle', `Write: ${routes} or absent(${of('gateway')}) (verified: fires `],
])('%s cannot see its series disappear, and the change that can was tried', (name, change) => {
  const own = result.findings.filter(({ subject }) => subject === name);
  expect(own.map(({ kind, severity }) => `${severity} ${kind}`)).toEqual(['warning alert-never-fires']);
  expect(own.map(textOf).join('\n')).toContain(change);
});

test('nothing else is wrong', () => {
  expect(result.exitCode).toBe(0);
  const others = result.findings.filter(({ subject }) => !Object.hasOwn(silent, subject));
  expect(others.filter(({ severity }) => severity !== 'info')).toEqual([]);
});
