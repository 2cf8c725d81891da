import { createServer, type RequestListener } from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { connectDocker } from '../../../stack/docker/connect.ts';

/** Something that listens where a daemon would, and what makes a command look there. */
async function daemon(answer: RequestListener): Promise<{ DOCKER_HOST: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-daemon-'));
  const socket = join(folder, 'docker.sock');
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
    rmSync(folder, { recursive: true });
  });
  return { DOCKER_HOST: `unix://${socket}` };
}

const versions =
  (Version: string, ApiVersion: string): RequestListener =>
  (_, response) =>
    void response.end(JSON.stringify({ Version, ApiVersion }));

test('a daemon that answers is used, by its address', async () => {
  const env = await daemon(versions('20.10.24', '1.41'));
  const { version, apiVersion, host, env: command } = await connectDocker({ env });
  expect({ version, apiVersion, host, command }).toEqual({
    ...{ version: '20.10.24', apiVersion: '1.41', host: env.DOCKER_HOST },
    command: { DOCKER_HOST: env.DOCKER_HOST },
  });
});

test.each(['1.40', '0.99', '1.9'])('API %s is too old, which is said with what is needed', async (api) => {
  const env = await daemon(versions('19.03', api));
  await expect(connectDocker({ env })).rejects.toMatchObject({
    ...{ code: 'docker-too-old', exitCode: 4 },
    message: expect.stringMatching(new RegExp(`19\\.03 with API ${api}, and API 1\\.41`)) as string,
  });
});

test('a newer one by the number, not by the letter, is not', async () => {
  expect(await connectDocker({ env: await daemon(versions('29.1', '1.100')) })).toMatchObject({ apiVersion: '1.100' });
});

test.each<[string, RequestListener, RegExp]>([
  [
    'refuses',
    (_, response) => void response.writeHead(503).end('{"message":"starting up"}'),
    /GET \/version -> 503 starting up/,
  ],
  ['is something else', (_, response) => void response.end('<html>'), /GET \/version -> 200/],
  ['says nothing', () => undefined, /no answer within 200ms/],
])('a daemon that %s is reported with that reason', async (what, answer, reason) => {
  const env = await daemon(answer);
  // Only the silent one is waited for in vain.
  const timeoutMs = what === 'says nothing' ? 200 : 30_000;
  await expect(connectDocker({ env, timeoutMs })).rejects.toMatchObject({
    ...{ code: 'docker-unreachable', exitCode: 4 },
    details: [expect.stringMatching(reason)],
  });
});

test('without a daemon, every socket that was tried is named', async () => {
  const home = mkdtempSync(join(tmpdir(), 'sandbox-home-'));
  onTestFinished(() => rmSync(home, { recursive: true }));
  const env = { DOCKER_HOST: `unix://${home}/docker.sock` };
  await expect(connectDocker({ env })).rejects.toMatchObject({
    details: [`unix://${home}/docker.sock (from DOCKER_HOST): no such socket`],
  });
});

test('an abort is not taken for an absent daemon', async () => {
  const env = await daemon(() => undefined);
  const reason = new Error('aborted');
  await expect(connectDocker({ env, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
});
