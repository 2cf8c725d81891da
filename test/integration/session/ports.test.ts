import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { publishedPorts } from '../../../stack/components/ports.ts';
import { portHolder } from '../../../stack/session/port-holder.ts';
import { requirePorts } from '../../../stack/session/require-ports.ts';
import { readdirSync } from 'node:fs';
import { open, stateFolder } from './open.ts';

const server = createServer();
afterEach(() => void server.close());

// Grafana's: the only port that a running sandbox of the user who runs this test does not have.
test('a taken port is an error before anything starts: it names the port, its component, its holder, and the way out', async () => {
  const { port } = publishedPorts.grafana;
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const holder = process.platform === 'linux' ? ` by ${portHolder(port)?.command ?? ''} (pid ${process.pid})` : '';
  await expect(requirePorts([publishedPorts.grafana])).rejects.toMatchObject({
    message: `Port ${port} of 127.0.0.1, which grafana needs for Grafana, is taken${holder}.`,
    hint: expect.stringContaining('--ports auto') as string,
    exitCode: 4,
  });
  const state = stateFolder();
  await expect(open(state, { ports: 'default', publishedPorts: [publishedPorts.grafana] })).rejects.toMatchObject({
    code: 'port-taken',
  });
  expect(readdirSync(state)).toEqual([]);
});

test('free ports are no error', async () => {
  await expect(requirePorts([])).resolves.toBeUndefined();
  expect(portHolder(1)).toBeUndefined();
});
