import { WebSocket } from 'undici';

interface Message {
  id?: number;
  method?: string;
  params?: { sessionId?: string; workerInfo?: { title: string } };
  result?: { result?: { value?: unknown } };
}

interface Debugger {
  send: (id: number, method: string, params: object) => void;
  /** Resolves with the first message for which `wanted` holds; what it throws rejects. */
  until: (wanted: (message: Message) => boolean) => Promise<void>;
  close: () => void;
}

/**
 * What goes wrong inside a process can only be brought about inside it. The debugger does so from outside, with nothing
 * in the process made for it: it is started with `--inspect`. https://nodejs.org/api/inspector.html
 */
export async function connectDebugger(stderr: string): Promise<Debugger> {
  const url = /ws:\/\/\S+/.exec(stderr)?.[0];
  if (url === undefined) throw new Error(`no debugger listens:\n${stderr}`);
  const socket = new WebSocket(url);
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve());
    socket.addEventListener('error', ({ message }) => reject(new Error(`the debugger at ${url}: ${message}`)));
  });
  return {
    send: (id, method, params) => socket.send(JSON.stringify({ id, method, params })),
    until: (wanted) =>
      new Promise((resolve, reject) => {
        socket.addEventListener('message', ({ data }) => {
          try {
            if (wanted(JSON.parse(String(data)) as Message)) resolve();
          } catch (error) {
            reject(error instanceof Error ? error : new Error(String(error)));
          }
        });
      }),
    close: () => socket.close(),
  };
}

/** Ends the worker thread of this name, as a crash of what runs in it would. */
export async function endWorker(stderr: string, name: string): Promise<void> {
  const { send, until, close } = await connectDebugger(stderr);
  const titles: string[] = [];
  const ended = until(({ id, method, params }) => {
    if (method === 'NodeWorker.attachedToWorker') {
      const title = params?.workerInfo?.title ?? '';
      titles.push(title);
      if (title.includes(name)) {
        const message = JSON.stringify({
          id: 1,
          method: 'Runtime.evaluate',
          params: { expression: 'process.exit(7)' },
        });
        send(2, 'NodeWorker.sendMessageToWorker', { sessionId: params?.sessionId, message });
      }
    }
    if (id === 1 && !titles.some((title) => title.includes(name))) throw new Error(`no ${name} in ${titles.join()}`);
    return id === 2;
  });
  send(1, 'NodeWorker.enable', { waitForDebuggerOnStart: false });
  await ended;
  close();
}

/** The value of an expression in the main thread. */
export async function evaluateInside(stderr: string, expression: string): Promise<unknown> {
  const { send, until, close } = await connectDebugger(stderr);
  let value: unknown;
  const answered = until(({ id, result }) => {
    value = result?.result?.value;
    return id === 1;
  });
  send(1, 'Runtime.evaluate', { expression, returnByValue: true });
  await answered;
  close();
  return value;
}

/** Throws an uncaught error in the main thread. */
export async function throwInside(stderr: string, message: string): Promise<void> {
  const { send, until, close } = await connectDebugger(stderr);
  const done = until(({ id }) => id === 1);
  const expression = `setTimeout(() => { throw new TypeError(${JSON.stringify(message)}) }, 0)`;
  send(1, 'Runtime.evaluate', { expression });
  await done;
  close();
}
