import { WebSocket } from 'undici';

interface Message {
  id?: number;
  method?: string;
  params?: { sessionId?: string; workerInfo?: { title: string }; message?: string };
}

/**
 * Ends a worker thread of a process that was started with `--inspect`, through the debugger: the only way from outside, and one
 * that needs nothing of the process itself. https://nodejs.org/api/inspector.html, domain NodeWorker
 */
export async function endWorker(debuggerUrl: string, name: string): Promise<void> {
  const socket = new WebSocket(debuggerUrl);
  const send = (id: number, method: string, params: object): void =>
    socket.send(JSON.stringify({ id, method, params }));
  await new Promise<void>((resolve, reject) => {
    const titles: string[] = [];
    socket.addEventListener('error', ({ error }) => reject(error));
    socket.addEventListener('open', () => send(1, 'NodeWorker.enable', { waitForDebuggerOnStart: false }));
    socket.addEventListener('message', ({ data }) => {
      const { id, method, params } = JSON.parse(String(data)) as Message;
      if (method === 'NodeWorker.attachedToWorker') {
        const title = params?.workerInfo?.title ?? '';
        titles.push(title);
        if (!title.includes(name)) return;
        const message = JSON.stringify({
          id: 1,
          method: 'Runtime.evaluate',
          params: { expression: 'process.exit(7)' },
        });
        send(2, 'NodeWorker.sendMessageToWorker', { sessionId: params?.sessionId, message });
      }
      if (id === 1 && !titles.some((title) => title.includes(name)))
        reject(new Error(`no worker ${name} in ${titles.join()}`));
      if (id === 2) resolve();
    });
  });
  socket.close();
}
