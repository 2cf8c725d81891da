import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { messageOf } from '../../../lib/errors.ts';
import { packageRoot } from '../../../lib/paths.ts';
import { findGo } from '../../../stack/engine/build/go-tool.ts';
import { titled } from '../../docker/docker-or-reason.ts';

const reason = await findGo().then(
  () => undefined,
  (error: unknown) => messageOf(error),
);

describe.skipIf(reason)(titled('the Go services', reason), () => {
  it.each(['gokit', 'legacy', 'shipping'])('%s passes its own tests', async (name) => {
    const { exitCode, all } = await execa('go', ['test', './...'], {
      cwd: join(packageRoot, 'services', name),
      env: { GOTOOLCHAIN: 'local', GOWORK: 'off' },
      reject: false,
      all: true,
    });
    expect(exitCode, all).toBe(0);
  });
});
