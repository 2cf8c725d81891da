import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Round, watchCheck } from '../../../cli/check/watch.ts';
import type { Context } from '../../../cli/context.ts';
import { Channel } from '../../../lib/events/channel.ts';

// Real files and folders, and a check that only says what it would do.

let folder: string;
let stopped: AbortController;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'watch-'));
  mkdirSync(join(folder, 'rules'));
  mkdirSync(join(folder, 'parts'));
  for (const file of ['collector.yaml', 'rules/a.yml', 'parts/exporters.yaml']) save(file, 'first');
  stopped = new AbortController();
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function save(file: string, text: string): void {
  writeFileSync(join(folder, file), text);
}

interface Watched {
  /** The next round, when it begins. */
  next: () => Promise<Round>;
  ended: Promise<number>;
}

/** Watches a Collector with an included file, and rules by a pattern. A round lasts until `finish` of it is aborted. */
function watched(finish: (round: Round) => Promise<void> = () => Promise.resolve()): Watched {
  const rounds = new Channel<Round>();
  const items = rounds.items()[Symbol.asyncIterator]();
  const said: string[] = [];
  const terminal = { err: (line: string) => said.push(line), errColors: { red: String, cyan: String } };
  const lifetime = { watch: () => undefined, signal: stopped.signal };
  const options = {
    ...{ collector: [join(folder, 'collector.yaml')], rules: [join(folder, 'rules/*.yml')], agent: [], dashboards: [] },
    ...{ secrets: [], strict: false, all: false, reporter: 'plain' as const },
  };
  const context = { terminal, lifetime, env: {} } as unknown as Context;
  const ended = watchCheck([], options, context, async (round) => {
    round.onFiles([join(folder, 'parts/exporters.yaml')]);
    rounds.push(round);
    await finish(round);
  });
  const next = async (): Promise<Round> => {
    const { value } = await items.next();
    return value as Round;
  };
  return { next, ended };
}

test('a save of any file that is read starts another check, and one of another file does not', async () => {
  const { next, ended } = watched();
  await next();
  save('collector.yaml', 'second');
  await next();
  // As editors do it.
  save('rules/a.yml.new', 'second one');
  renameSync(join(folder, 'rules/a.yml.new'), join(folder, 'rules/a.yml'));
  await next();
  // An included file, and before it one that nothing reads.
  save('parts/notes.txt', 'second');
  save('parts/exporters.yaml', 'second');
  await next();
  // A pattern matches another file.
  save('rules/b.yml', 'first');
  const { plan } = await next();
  expect(plan.of === 'files' && plan.request.rules.map((file) => file.slice(folder.length + 1))).toEqual([
    'rules/a.yml',
    'rules/b.yml',
  ]);
  stopped.abort();
  expect(await ended).toBe(130);
});

test('a save during a check ends it, and the engine of the first one is kept', async () => {
  const { next, ended } = watched(({ signal }) => {
    return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
  });
  const engine = { glue: 'a' } as unknown as Awaited<ReturnType<Round['engineOf']>>;
  const first = await next();
  expect(await first.engineOf(() => Promise.resolve(engine))).toBe(engine);
  save('collector.yaml', 'second');
  const second = await next();
  expect(first.signal.reason).toMatchObject({ message: 'A file changed: checking again.' });
  expect(await second.engineOf(() => Promise.reject(new Error('compiled again')))).toBe(engine);
  expect(second.signal.aborted).toBe(false);
  stopped.abort(new Error('stopped'));
  expect(await ended).toBe(130);
});
