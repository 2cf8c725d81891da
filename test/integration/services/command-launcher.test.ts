import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { findFreePorts } from '../../../stack/components/free-ports.ts';
import { type RunningService, startService } from '../../../stack/runtimes/embedded/service-process.ts';
import { payment } from '../../../stack/services/payment.ts';
import type { ServiceDescriptor } from '../../../stack/services/service.ts';

/** A service without an IPC channel, as one in another language would be. It is unhealthy at first. */
const program = `
const { createServer } = require('node:http');
let tries = 0;
createServer((request, response) => {
  tries += 1;
  response.statusCode = request.url === '/health' && tries < 3 ? 503 : 200;
  response.end(process.env.GREETING);
}).listen(Number(process.env.PORT), '127.0.0.1');
createServer((request, response) => response.end('[]')).listen(Number(process.env.CONTROL_PORT), '127.0.0.1');
process.on('SIGTERM', () => process.exit(0));
`;

let folder: string;
let file: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sandbox-command-'));
  file = join(folder, 'program.cjs');
  writeFileSync(file, program);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const started: RunningService[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((service) => service.kill()));
});

const serviceOf = (...command: [string, ...string[]]): ServiceDescriptor => ({
  ...payment,
  launcher: { kind: 'command', command },
});

async function start(service: ServiceDescriptor): Promise<RunningService> {
  const [port, controlPort] = await findFreePorts(2);
  const env = { PORT: String(port), CONTROL_PORT: String(controlPort), GREETING: 'hello' };
  const running = await startService({ service, env });
  started.push(running);
  return running;
}

test('a program is ready once it is healthy, answers on both ports, and ends on SIGTERM', async () => {
  const running = await start(serviceOf(process.execPath, file));
  const { port, controlPort } = running;
  const answer = await fetch(`http://127.0.0.1:${port}/health`);
  expect([answer.status, await answer.text()]).toEqual([200, 'hello']);
  expect(await (await fetch(`http://127.0.0.1:${controlPort}/faults`)).json()).toEqual([]);
  await running.stop();
  expect(await running.exited).toEqual({ code: 0, signal: null });
});

test('it can be paused but not disconnected, which is reported', async () => {
  const running = await start(serviceOf(process.execPath, file));
  await running.pause();
  const answer = fetch(`http://127.0.0.1:${running.port}/`);
  await running.resume();
  expect((await answer).status).toBe(200);
  await expect(running.disconnect()).rejects.toMatchObject({ code: 'fault-unavailable' });
});

test.each([
  ['a program that does not exist', [join(tmpdir(), 'no-such-program')], 'ENOENT'],
  ['a program that ends', [process.execPath, '-e', 'console.log("no database"); process.exit(3)'], 'exit code 3'],
] as const)('%s is a failed start', async (_, [program, ...args], reason) => {
  await expect(start(serviceOf(program, ...args))).rejects.toMatchObject({
    code: 'service-failed',
    exitCode: 4,
    message: expect.stringContaining(reason) as unknown,
  });
});
