import { expect, test } from 'vitest';
import { createDiagLogger } from '../../../services/telemetry/diag-logger.ts';

test('a warning is one JSON line with the message alone, at most once in half a minute', () => {
  const lines: string[] = [];
  let now = Date.UTC(2026, 0, 1);
  const logger = createDiagLogger(
    (line) => lines.push(line),
    () => now,
  );
  const refused = JSON.stringify({ stack: 'Error: refused\n  at there', message: 'refused', code: 'ECONNREFUSED' });
  logger.error(refused);
  logger.warn('dropped', 7, new Error('full'));
  now += 29_999;
  logger.error(refused);
  expect(lines).toEqual([
    '{"level":"error","time":"2026-01-01T00:00:00.000Z","msg":"telemetry: refused"}\n',
    '{"level":"warn","time":"2026-01-01T00:00:00.000Z","msg":"telemetry: dropped 7 full"}\n',
  ]);
  now += 1;
  logger.error(refused);
  expect(lines).toHaveLength(3);
  logger.info('details');
  logger.debug('details');
  logger.verbose('details');
  expect(lines).toHaveLength(3);
});
