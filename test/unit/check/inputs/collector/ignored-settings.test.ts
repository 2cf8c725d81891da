import { expect, test } from 'vitest';
import { findingsOf } from '../../../../../check/findings/definition.ts';
import { settingIgnored } from '../../../../../check/findings/setting-ignored.ts';
import { adapt } from './adapt.ts';

const found = (text: string): ReturnType<typeof findingsOf> => findingsOf(settingIgnored, { collector: adapt(text) });
const service = 'service: {pipelines: {traces: {receivers: [otlp], exporters: [otlphttp/tempo]}}}\n';

test('an unknown setting of an HTTP client or server is reported with its line and the nearest known one', async () => {
  const findings = await found(`receivers:
  otlp:
    protocols:
      http:
        max_request_body: 1000
exporters:
  otlphttp/tempo:
    endpoint: http://tempo:4318
    endpont: http://tempo:4319
    tls:
      insecur: true
    retry_on_failure:
      max_interva: 1s
    zzzzzzzzzzzzzzz: 1
${service}`);
  expect(findings.map(({ severity, source, message, hint }) => [severity, source?.line, message, hint])).toEqual([
    ['warning', 9, message('otlphttp/tempo', 'endpont'), 'Use endpoint, if that is what you meant.'],
    ['warning', 11, message('otlphttp/tempo', 'tls.insecur'), 'Use insecure, if that is what you meant.'],
    [
      'warning',
      13,
      message('otlphttp/tempo', 'retry_on_failure.max_interva'),
      'Use max_interval, if that is what you meant.',
    ],
    ['warning', 14, message('otlphttp/tempo', 'zzzzzzzzzzzzzzz'), 'Remove it.'],
    ['warning', 5, message('otlp', 'max_request_body'), 'Use max_request_body_size, if that is what you meant.'],
  ]);
});

function message(id: string, setting: string): string {
  return `${id} has the unknown setting ${setting}, which the Collector ignores`;
}

test('known settings are not, nor keys of the user, deprecated settings, and what the Collector rejects itself', async () => {
  const findings = await found(`receivers:
  otlp:
    protocols:
      http: {endpoint: 0.0.0.0:4318, idle_timeout: 1m, cors: {rejected: 1}, response_headers: {a: b}}
      grpc: {endpoint: 0.0.0.0:4317}
  zipkin: {endpont: x}
exporters:
  otlphttp/tempo:
    traces_endpoint: http://tempo:4318
    headers: {x-scope: a}
    max_idle_conns: 5
    idle_conn_timeout: 1s
    disable_keep_alives: true
    sending_queue: {enabled: true, storage: file_storage, sizer: items, rejected: 1}
    retry_on_failure: {max_elapsed_time: 1m}
    tls: {insecure: true, tpm: {enabled: false}}
    auth: {rejected: 1}
    cookies: {enabled: true}
  acme: {endpont: x}
${service}`);
  expect(findings).toEqual([]);
});
