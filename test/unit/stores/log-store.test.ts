import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { detectedLevel } from '../../../stack/stores/logs/detected-level.ts';
import { labelName } from '../../../stack/stores/logs/index-labels.ts';
import { LogStore } from '../../../stack/stores/logs/log-store.ts';
import { type LogEntry, metadataOf } from '../../../stack/stores/logs/log-entry.ts';
import { LogStream } from '../../../stack/stores/logs/log-stream.ts';
import { readRecords } from '../../../stack/stores/logs/read-records.ts';
import { logsRequest, record, storeOf } from './log-samples.ts';
import { attribute, epoch } from '../otlp/samples.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function linesOf(store: LogStore): Record<string, string[]> {
  const all = [...store.streams()].map((stream) => {
    const lines = stream.between(0n, 2n ** 63n).map(({ line }) => line);
    return [stream.labels.service_name ?? '', lines] as const;
  });
  return Object.fromEntries(all);
}

describe('readRecords', () => {
  it('makes index labels of some resource attributes and structured metadata of all the rest', () => {
    const request = {
      resourceLogs: [
        {
          resource: {
            attributes: [
              attribute('service.name', 'order'),
              attribute('service.instance.id', 'i-1'),
              attribute('deployment.environment.name', 'test'),
              attribute('host.name', 'h'),
            ],
          },
          scopeLogs: [
            {
              scope: { name: 'pino', version: '9' },
              logRecords: [
                {
                  timeUnixNano: '5',
                  observedTimeUnixNano: '6',
                  severityNumber: 17,
                  severityText: 'ERROR',
                  traceId: 'ab'.repeat(16),
                  spanId: 'cd'.repeat(8),
                  flags: 1,
                  body: { stringValue: 'no' },
                  attributes: [
                    attribute('http.route', '/x'),
                    attribute('service.name', 'mine'),
                    { key: 'user', value: { kvlistValue: { values: [attribute('id.no', '7')] } } },
                  ],
                },
              ],
            },
          ],
        },
      ],
    };
    const [one] = [...readRecords(request, 0n)];
    if (!one) throw new Error('no record');
    expect(one.labels).toEqual({
      service_name: 'order',
      service_instance_id: 'i-1',
      deployment_environment_name: 'test',
    });
    expect(one.entry).toMatchObject({ time: 5n, line: 'no' });
    expect(metadataOf(one.entry, one.labels)).toEqual({
      http_route: '/x',
      service_name_extracted: 'mine',
      user_id_no: '7',
      observed_timestamp: '6',
      severity_number: '17',
      severity_text: 'ERROR',
      flags: '1',
      trace_id: 'ab'.repeat(16),
      span_id: 'cd'.repeat(8),
      detected_level: 'error',
      host_name: 'h',
      scope_name: 'pino',
      scope_version: '9',
    });
  });

  it('takes the observed time, or now, for a record without a time, and any body as text', () => {
    const logRecords = [
      { observedTimeUnixNano: '7', body: { intValue: '5' } },
      { body: { kvlistValue: { values: [attribute('a', 'b')] } }, traceId: '0'.repeat(32) },
    ];
    const records = [...readRecords({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] }, 99n)];
    expect(records.map(({ entry }) => [entry.time, entry.line])).toEqual([
      [7n, '5'],
      [99n, '{"a":"b"}'],
    ]);
    expect(records.map(({ labels }) => labels)).toEqual([
      { service_name: 'unknown_service' },
      { service_name: 'unknown_service' },
    ]);
    expect(records[1]?.entry.own).not.toContain('trace_id');
  });
});

describe('labelName', () => {
  it.each([
    ['http.request.method', 'http_request_method'],
    ['2xx', 'key_2xx'],
    ['_x', '_x'],
    ['__x', '_x'],
    ['many..dots__and_', 'many_dots_and_'],
    ['__reserved.name__', '__reserved_name__'],
  ])('%s -> %s', (key, name) => {
    expect(labelName(key)).toBe(name);
  });
});

describe('detectedLevel', () => {
  const none = (): undefined => undefined;

  it.each([
    [1, 'trace'],
    [8, 'debug'],
    [9, 'info'],
    [16, 'warn'],
    [17, 'error'],
    [24, 'fatal'],
    [25, 'unknown'],
  ])('severity number %i is %s', (severity, level) => {
    expect(detectedLevel(none, severity, 'error')).toBe(level);
  });

  it('asks a field before the severity number, and leaves a level that it does not know as it is', () => {
    expect(detectedLevel((name) => (name === 'severity_text' ? 'WARNING' : undefined), 9, '')).toBe('warn');
    expect(detectedLevel((name) => (name === 'level' ? 'Loud' : undefined), 9, '')).toBe('Loud');
  });

  it.each([
    ['{"msg":"info","level":"ERR"}', 'error'],
    ['time=1 lvl=dbg msg=info', 'debug'],
    ['the [error] of 5', 'error'],
    ['a warning', 'warn'],
    ['nothing to see', 'unknown'],
  ])('reads the line %s', (line, level) => {
    expect(detectedLevel(none, 0, line)).toBe(level);
  });
});

describe('LogStore', () => {
  it('sorts what comes late and does not double what comes twice', () => {
    const store = storeOf({ order: [record(1, 'a'), record(3, 'c'), record(2, 'b')] });
    store.ingest(
      logsRequest({ order: [record(2, 'b'), record(2, 'b2'), record(3, 'c', { severityText: 'x' })] }),
      epoch,
    );
    expect(linesOf(store)).toEqual({ order: ['a', 'b', 'b2', 'c', 'c'] });
    expect(store.stats()).toMatchObject({ streams: 1, records: 5, receivedRecords: 6, duplicateRecords: 1 });
  });

  it('keeps at most maxRecords, the oldest going first whatever its stream', () => {
    const store = storeOf(
      { order: [record(1, 'o1'), record(4, 'o4')], payment: [record(2, 'p2'), record(3, 'p3')] },
      {
        maxRecords: 3,
        maxBytes: 2 ** 30,
      },
    );
    expect(linesOf(store)).toEqual({ order: ['o4'], payment: ['p2', 'p3'] });
    store.ingest(logsRequest({ order: [record(5, 'o5'), record(6, 'o6')] }), epoch);
    expect(linesOf(store)).toEqual({ order: ['o4', 'o5', 'o6'] });
    expect(store.stats()).toMatchObject({ streams: 1, records: 3, evictedRecords: 3 });
    // Two go at once, of two streams.
    store.ingest(logsRequest({ payment: [record(4.5, 'p4'), record(7, 'p7')] }), epoch);
    expect(linesOf(store)).toEqual({ order: ['o5', 'o6'], payment: ['p7'] });
  });

  it('keeps within maxBytes and counts down to nothing', () => {
    const one = storeOf({ order: [record(1, 'line 1')] }).stats().bytes;
    const limits = { maxRecords: 10_000, maxBytes: one * 3 };
    const store = storeOf({ order: [1, 2, 3, 4, 5].map((n) => record(n, `line ${n}`)) }, limits);
    expect(store.stats()).toMatchObject({ records: 3, bytes: one * 3, evictedRecords: 2 });
    expect(storeOf({ order: [record(1, 'x')] }, { maxRecords: 0, maxBytes: 1 }).stats()).toMatchObject({
      streams: 0,
      records: 0,
      bytes: 0,
    });
  });

  it('keeps no evicted record in memory', async () => {
    const stream = new LogStream('order', {});
    const entry = (time: bigint): LogEntry => ({ time, line: `line ${time}`, own: [], shared: [], bytes: 1 });
    const records = [1n, 2n, 3n].map(entry);
    const [first, second] = records.map((one) => new WeakRef(one));
    stream.add(records.splice(0));
    stream.shift();
    // What was read by a reference is kept until the end of the turn.
    await new Promise(setImmediate);
    collectGarbage();
    expect(first?.deref()).toBeUndefined();
    expect(second?.deref()).toBeDefined();
    expect(stream.between(0n, 9n).map(({ time }) => time)).toEqual([2n, 3n]);
  });

  it('stays right after thousands of evictions in one stream', () => {
    const store = new LogStore({ maxRecords: 10, maxBytes: 2 ** 30 });
    for (let n = 0; n < 5000; n += 50) {
      const records = Array.from({ length: 50 }, (_, i) => record(n + i, String(n + i)));
      store.ingest(logsRequest({ order: records }), epoch);
    }
    expect(linesOf(store).order).toEqual(Array.from({ length: 10 }, (_, i) => String(4990 + i)));
    const [stream] = store.streams();
    expect(stream?.size).toBe(10);
    expect(stream?.hasBetween(0n, epoch + 4_990_000_000_000n)).toBe(false);
  });
});

describe('LogStore.ingest', () => {
  const count = 50_000;
  const times = {
    equal: () => 0,
    descending: (i: number) => count - i,
    shuffled: (i: number) => (i * 7_919) % count,
  };

  // Quadratic time would be more than a minute each.
  it.each(Object.entries(times))(
    'files 50,000 records with %s times, and drops them when they come again',
    (_, timeOf) => {
      const records = Array.from({ length: count }, (_, i) => record(timeOf(i), `line ${i}`));
      const store = new LogStore({ maxRecords: 1_000_000, maxBytes: 2 ** 40 });
      for (let i = 0; i < count; i += 500) store.ingest(logsRequest({ order: records.slice(i, i + 500) }), epoch);
      expect(store.stats()).toMatchObject({ records: count, duplicateRecords: 0 });
      const [stream] = store.streams();
      const filed = stream?.between(0n, 2n ** 63n) ?? [];
      expect(filed.every(({ time }, i) => i === 0 || (filed[i - 1]?.time ?? 0n) <= time)).toBe(true);
      expect(new Set(filed.map(({ line }) => line)).size).toBe(count);
      store.ingest(logsRequest({ order: records }), epoch);
      expect(store.stats()).toMatchObject({ records: count, duplicateRecords: count });
    },
  );

  it('keeps the order of arrival among records of one time, and different metadata apart', () => {
    const store = storeOf({
      order: [
        record(1, 'a'),
        record(0, 'first'),
        record(1, 'b', { attributes: [attribute('id', '1')] }),
        record(1, 'b', { attributes: [attribute('id', '2')] }),
        record(1, 'a'),
      ],
    });
    expect(linesOf(store)).toEqual({ order: ['first', 'a', 'b', 'b'] });
  });
});
