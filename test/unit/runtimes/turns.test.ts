import { expect, test } from 'vitest';
import { Turns } from '../../../stack/runtimes/docker/turns.ts';

test('some run at a time, the others in the order in which they came, also after a failure', async () => {
  const turns = new Turns(2);
  const begun: string[] = [];
  const ends = new Map<string, { resolve: () => void; reject: (error: Error) => void }>();
  const run = (name: string): Promise<void> =>
    turns.take(() => {
      begun.push(name);
      return new Promise((resolve, reject) => ends.set(name, { resolve, reject }));
    });
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map(run);
  expect(begun).toEqual(['a', 'b']);
  ends.get('b')?.reject(new Error('b failed'));
  await expect(b).rejects.toThrow('b failed');
  await expect.poll(() => begun).toEqual(['a', 'b', 'c']);
  ends.get('a')?.resolve();
  await a;
  await expect.poll(() => begun).toEqual(['a', 'b', 'c', 'd']);
  ends.get('c')?.resolve();
  ends.get('d')?.resolve();
  await Promise.all([c, d]);
});
