import { expect, test } from 'vitest';
import { StatusLine } from '../../../cli/status-line.ts';
import { openTerminal } from '../../../cli/terminal.ts';

const erase = '\r\u001B[2K';

function stream(isTTY = true, columns = 40): NodeJS.WriteStream & { written: string } {
  const fake = {
    ...{ isTTY, columns, written: '', on: () => fake },
    write: (text: string) => (fake.written += text) !== '',
  };
  return fake as unknown as NodeJS.WriteStream & { written: string };
}

test('a status is rewritten in place, and never wider than the terminal', () => {
  const out = stream();
  const line = new StatusLine(out);
  line.show('first');
  line.show('first');
  line.show('x'.repeat(50));
  line.show(undefined);
  line.show(undefined);
  expect(out.written).toBe(`${erase}first${erase}${'x'.repeat(38)}…${erase}`);
});

test('other lines come above it', () => {
  const out = stream();
  const line = new StatusLine(out);
  line.above(() => out.write('before\n'));
  line.show('status');
  line.above(() => out.write('line\n'));
  expect(out.written).toBe(`before\n${erase}status${erase}line\n${erase}status`);
});

test.each([
  ['a pipe', stream(false), {}],
  ['CI', stream(), { CI: 'true' }],
  ['a dumb terminal', stream(), { TERM: 'dumb' }],
])('%s gets no status', (_, stdout, env) => {
  const stderr = stream();
  const terminal = openTerminal({ stdout, stderr, env });
  terminal.status('half');
  terminal.out('line');
  terminal.status(undefined);
  expect([stdout.written, stderr.written]).toEqual(['line\n', '']);
});

test('a terminal shows it until it is taken away, or lent to a screen', () => {
  const [stdout, stderr] = [stream(), stream()];
  const terminal = openTerminal({ stdout, stderr, env: {} });
  terminal.status('half');
  terminal.attachScreen({ line: () => undefined, leave: () => undefined });
  terminal.status('unseen');
  terminal.detachScreen();
  expect(stderr.written).toBe(`${erase}half${erase}`);
});
