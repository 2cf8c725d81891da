import { once } from 'node:events';
import { Agent, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { listen } from '../../../stack/stores/http/listen.ts';

const never = 3_600_000;

/** A server whose only request is under way, on a connection that the client keeps alive. */
async function withRequest(): Promise<{
  close: (graceMs: number) => Promise<void>;
  answer: ServerResponse;
  reply: Promise<IncomingMessage>;
}> {
  let began: (answer: ServerResponse) => void = () => undefined;
  const begun = new Promise<ServerResponse>((resolve) => (began = resolve));
  const server = await listen(0, 'a test', (_, response) => began(response));
  const client = request(server.url, { agent: new Agent({ keepAlive: true }) });
  const reply = once(client, 'response').then(([response]) => response as IncomingMessage);
  client.end();
  return { close: (graceMs) => server.close(graceMs), answer: await begun, reply };
}

describe('listen', () => {
  it('answers no web page', async () => {
    const server = await listen(0, 'a test', (_, response) => void response.end());
    const get = async (headers: Record<string, string>): Promise<[number | undefined, string]> => {
      const [response] = (await once(request(server.url, { headers }).end(), 'response')) as [IncomingMessage];
      return [response.statusCode, await text(response)];
    };
    expect(await get({ host: 'rebound.example' })).toEqual([403, expect.stringContaining('"rebound.example"')]);
    expect(await get({ origin: 'https://page.example' })).toEqual([403, expect.stringContaining('page.example')]);
    expect((await get({}))[0]).toBe(200);
    await server.close(0);
  });

  it('lets a request under way end, and its kept connection with it', async () => {
    const { close, answer, reply } = await withRequest();
    const closed = close(never);
    answer.end('done');
    const response = await reply;
    expect(response.statusCode).toBe(200);
    response.resume();
    await closed;
  });

  it('closes the connection of a request that does not end', async () => {
    const { close, reply } = await withRequest();
    const outcome = reply.then(
      () => 'answered',
      () => 'cut',
    );
    await close(1);
    expect(await outcome).toBe('cut');
  });

  it('answers 500 with the reason when a handler fails, and goes on', async () => {
    const server = await listen(0, 'a test', () => {
      throw new Error('an internal error');
    });
    for (const time of ['first', 'second']) {
      const response = await fetch(`${server.url}/${time}`);
      expect(response.status).toBe(500);
      expect(await response.text()).toBe('internal error: an internal error\n');
    }
    await server.close();
  });
});
