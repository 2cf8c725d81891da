import { expect, test } from 'vitest';
import { ownLogMessage } from '../../../stack/runtimes/docker/container-exit.ts';

test.each([
  [
    'the Collector',
    [
      'info starting',
      'Error: failed to get config: decoding failed:',
      '\'receivers\' unknown type: "x"',
      'finished with error: y',
    ],
    'Error: failed to get config: decoding failed:\n\'receivers\' unknown type: "x"\nfinished with error: y',
  ],
  [
    'Prometheus',
    ['time=1 level=INFO msg="Starting"', 'time=2 level=ERROR msg="Error loading config" err="yaml: line 2"'],
    'time=2 level=ERROR msg="Error loading config" err="yaml: line 2"',
  ],
  ['PostgreSQL', ['LOG:  starting', 'FATAL:  could not create lock file'], 'FATAL:  could not create lock file'],
  [
    'a service',
    ['{"level":"info"}', 'order could not start: connect ECONNREFUSED'],
    'order could not start: connect ECONNREFUSED',
  ],
  [
    'Node without memory',
    [
      'Mark-Compact 127.6',
      'FATAL ERROR: Reached heap limit',
      '----- Native stack trace -----',
      ' 1: 0xb78db3 node::OOM',
    ],
    'FATAL ERROR: Reached heap limit',
  ],
  ['a program without a known message', ['one', 'two'], 'two'],
])('of %s begin at its error message', (_, lines, expected) => {
  expect(ownLogMessage(lines)).toBe(expected);
});

test('are cut where they are long, and absent where nothing was said', () => {
  expect(ownLogMessage(['Error: ' + 'x'.repeat(5000)])).toHaveLength(601);
  expect(ownLogMessage([])).toBeUndefined();
});
