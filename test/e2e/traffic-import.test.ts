import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { configWith } from './harness/config.ts';
import { Sandbox } from './harness/sandbox.ts';

test('traffic import prints a traffic file and what it left out, and refuses what is none, and to overwrite', async () => {
  const sandbox = new Sandbox();
  const span = {
    traceId: 'a',
    spanId: 'b',
    kind: 2,
    name: 'GET /',
    startTimeUnixNano: '1',
    endTimeUnixNano: '5000001',
  };
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'web' } }] };
  const lost = { ...span, traceId: 'c', parentSpanId: 'd', kind: 1 };
  const line = JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans: [span, lost] }] }] });
  const folder = configWith({ 'traces.jsonl': `${line}\n`, 'other.json': '{"hits": []}' });
  const traces = join(folder, 'traces.jsonl');
  const imported = await sandbox.run(['traffic', 'import', traces]);
  expect(imported).toMatchObject({ code: 0 });
  expect(parse(imported.stdout)).toMatchObject({ services: { web: { routes: { 'GET /': { latency: '0ms' } } } } });
  expect(imported.stderr).toBe(
    'Read 1 trace with 2 spans: 1 service, 1 route, method or consumer.\n' +
      'Left out: 1 incomplete trace: parents of their spans are in no file.\n',
  );
  const refused: [string[], string][] = [
    [[join(folder, 'other.json')], 'other.json has no traces: '],
    [[join(folder, 'trace.jsonl')], 'trace.jsonl does not exist. Did you mean '],
    [[folder], ' is a folder, not a file.'],
    [['-'], 'standard input is empty.'],
    [[traces, '--out', traces], 'traces.jsonl already exists.'],
  ];
  for (const [args, message] of refused) {
    const { code, stdout, stderr } = await sandbox.run(['traffic', 'import', ...args]);
    expect({ code, stdout }, stderr).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
  }
});
