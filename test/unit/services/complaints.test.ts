import { expect, test } from 'vitest';
import { createComplaints } from '../../../services/telemetry/complaints.ts';

test('a complaint is one JSON line with the message alone, told once in half a minute', () => {
  const lines: string[] = [];
  let now = Date.UTC(2026, 0, 1);
  const complaints = createComplaints(
    (line) => lines.push(line),
    () => now,
  );
  const refused = JSON.stringify({ stack: 'Error: refused\n  at there', message: 'refused', code: 'ECONNREFUSED' });
  complaints.error(refused);
  complaints.warn('dropped', 7, new Error('full'));
  now += 29_999;
  complaints.error(refused);
  expect(lines).toEqual([
    '{"level":"warn","time":"2026-01-01T00:00:00.000Z","msg":"telemetry: refused"}\n',
    '{"level":"warn","time":"2026-01-01T00:00:00.000Z","msg":"telemetry: dropped 7 full"}\n',
  ]);
  now += 1;
  complaints.error(refused);
  expect(lines).toHaveLength(3);
  complaints.info('chatter');
  complaints.debug('chatter');
  complaints.verbose('chatter');
  expect(lines).toHaveLength(3);
});
