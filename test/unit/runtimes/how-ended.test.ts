import { expect, test } from 'vitest';
import { howEnded } from '../../../stack/runtimes/parts/how-ended.ts';

test.each([
  [howEnded(null, 'SIGKILL'), 'its process was killed by SIGKILL'],
  [howEnded(null, 'SIGTERM'), 'its process was ended by SIGTERM'],
  [howEnded(1, null), 'its process ended with exit code 1'],
  [
    howEnded(2, null, 'PANIC: No space left on device'),
    'its process ended with exit code 2: PANIC: No space left on device',
  ],
])('%s', (text, expected) => {
  expect(text).toBe(expected);
});
