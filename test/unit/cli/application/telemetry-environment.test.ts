import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { instrument } from '../../../../cli/application/instrumentation.ts';
import { formatEnvironment, telemetryEnvironment } from '../../../../cli/application/telemetry-environment.ts';
import type { Endpoints } from '../../../../stack/components/endpoints.ts';

const collector = { otlpGrpc: '127.0.0.1:4317', otlpHttp: 'http://127.0.0.1:4318', health: '', metrics: '' };
const record = { pace: 20, endpoints: { collector } as Endpoints };

test('the endpoint follows from the protocol, the intervals from the pace', () => {
  const http = telemetryEnvironment(record, { serviceName: 'shop', protocol: 'http/protobuf' });
  expect(http).toMatchObject({
    OTEL_SERVICE_NAME: 'shop',
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318',
    OTEL_BSP_SCHEDULE_DELAY: '250',
  });
  const grpc = telemetryEnvironment(record, { serviceName: 'shop', protocol: 'grpc' });
  expect(grpc.OTEL_EXPORTER_OTLP_ENDPOINT).toBe('http://127.0.0.1:4317');
});

test('a shell reads back what was printed for it', () => {
  const name = `it's $HOME "quoted"`;
  const text = formatEnvironment({ OTEL_SERVICE_NAME: name, PLAIN: 'a/b:1' }, 'shell');
  expect(text).toContain('export PLAIN=a/b:1');
  expect(execFileSync('sh', ['-c', `${text}\nprintf %s "$OTEL_SERVICE_NAME"`], { encoding: 'utf8' })).toBe(name);
  expect(formatEnvironment({ A: 'b c' }, 'dotenv')).toBe('A="b c"');
  expect(JSON.parse(formatEnvironment({ A: 'b' }, 'json'))).toEqual({ A: 'b' });
});

test('Node loads a module first, in addition to the options that it has already', () => {
  const { command, env } = instrument(['npm', 'start'], { NODE_OPTIONS: '--enable-source-maps' });
  expect(command).toEqual(['npm', 'start']);
  expect(env.NODE_OPTIONS).toMatch(/^--enable-source-maps --import=file:.*\/node-preload\.js$/);
});

test('what cannot be instrumented is an error that names the way', () => {
  expect(() => instrument(['python3.12', 'app.py'], { PATH: '' })).toThrow('opentelemetry-instrument was not found');
  expect(() => instrument(['./server'], {})).toThrow('does not know how to instrument server');
});
