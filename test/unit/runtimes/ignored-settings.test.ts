import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { configFolder } from '../../../lib/paths.ts';
import { ignoredSettings } from '../../../stack/runtimes/embedded/ignored-settings.ts';
import { temporaryFolder } from '../session/temporary-folder.ts';

function written(text: string): string {
  const file = join(temporaryFolder(), 'prometheus.yml');
  writeFileSync(file, text);
  return file;
}

test('sections that the embedded Prometheus ignores are reported', async () => {
  const notices = await ignoredSettings(
    written('global: {}\nremote_write: [{url: "http://mimir"}]\nremote_read:\ntracing: {endpoint: "tempo:4317"}\n'),
  );
  expect(notices).toEqual([
    'prometheus.yml: remote_write is ignored in the embedded runtime: no samples are sent to remote storage. Use --runtime docker for it.',
    expect.stringContaining('tracing is ignored'),
  ]);
});

test.each(['', '[]', 'a: ["'])('%j has none', async (text) => {
  expect(await ignoredSettings(written(text))).toEqual([]);
});

test("the sandbox's own configuration has none", async () => {
  expect(await ignoredSettings(join(configFolder, 'prometheus.yml'))).toEqual([]);
});
