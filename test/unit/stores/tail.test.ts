import { expect, test } from 'vitest';
import { parseLogQL } from '../../../stack/stores/logs/logql/parse.ts';
import { recentLines, Tail, type TailMessage } from '../../../stack/stores/logs/tail/tail.ts';
import { unlimited } from '../../../stack/stores/query-budget.ts';
import { epoch, second } from '../otlp/samples.ts';
import { logsRequest, record, storeOf } from './log-samples.ts';

function logQuery(text: string): ReturnType<typeof parseLogQL> & { kind: 'log' } {
  const query = parseLogQL(text);
  if (query.kind !== 'log') throw new Error('not a log query');
  return query;
}

const linesOf = (messages: readonly TailMessage[]): string[][] =>
  messages.map(({ streams }) => streams.flatMap(({ values }) => values.map(([, line]) => line)));

test('new lines of the query are sent as they arrive, until the end', () => {
  const store = storeOf({ order: [record(1, 'old order')] });
  const messages: TailMessage[] = [];
  const query = logQuery('{service_name="order"} |= "order" | line_format "{{.service_name}}: {{__line__}}"');
  const tail = new Tail(store, { query, send: (message) => messages.push(message), isSlow: () => false });
  store.ingest(
    logsRequest({ payment: [record(2, 'an order')], order: [record(3, 'order b'), record(2, 'order a')] }),
    epoch,
  );
  // A retried export is not new.
  store.ingest(logsRequest({ order: [record(3, 'order b'), record(4, 'nothing')] }), epoch);
  store.ingest(logsRequest({ order: [record(1, 'late order')] }), epoch);
  tail.end();
  store.ingest(logsRequest({ order: [record(5, 'order c')] }), epoch);
  expect(linesOf(messages)).toEqual([['order: order a', 'order: order b'], ['order: late order']]);
  expect(messages[0]?.streams[0]?.stream).toMatchObject({ service_name: 'order', host_name: 'a' });
  expect(messages[0]).not.toHaveProperty('dropped_entries');
});

test('what a slow client misses is named in the next message', () => {
  const store = storeOf({});
  const messages: TailMessage[] = [];
  let isSlow = true;
  const query = logQuery('{service_name="order"}');
  new Tail(store, { query, send: (message) => messages.push(message), isSlow: () => isSlow });
  store.ingest(logsRequest({ order: Array.from({ length: 150 }, (_, i) => record(i, `line ${i}`)) }), epoch);
  expect(messages).toEqual([]);
  isSlow = false;
  store.ingest(logsRequest({ order: [record(200, 'next')] }), epoch);
  store.ingest(logsRequest({ order: [record(201, 'last')] }), epoch);
  expect(linesOf(messages)).toEqual([['next'], ['last']]);
  expect(messages[0]?.dropped_entries).toHaveLength(100);
  expect(messages[0]?.dropped_entries?.[1]).toEqual({
    labels: { service_name: 'order' },
    timestamp: String(epoch + second),
  });
  expect(messages[1]).not.toHaveProperty('dropped_entries');
});

test('it begins with the newest lines, oldest first', () => {
  const store = storeOf({ order: [record(1, 'a'), record(2, 'b'), record(3, 'c')] });
  const range = { start: epoch, end: epoch + 60n * second, limit: 2 };
  const streams = recentLines(store, logQuery('{service_name="order"}'), range, unlimited);
  expect(linesOf([{ streams }])).toEqual([['b', 'c']]);
});
