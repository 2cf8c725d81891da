/** The thread of one component: one program of the engine with its sockets, which never cross to another thread. */
import { parentPort, workerData } from 'node:worker_threads';
import { waitWhilePaused } from '../../threads/thread-requests.ts';
import type { FromWorker, OutputLine, ToWorker, WorkerInput } from './messages.ts';
import { Program } from './program.ts';
import { TcpNetwork } from './tcp-network.ts';

const input = workerData as WorkerInput;
const memory = new BigInt64Array(input.memory);
const send = (message: FromWorker): void => parentPort?.postMessage(message);

let lines: OutputLine[] = [];
const sendLines = (): void => {
  if (lines.length > 0) send({ type: 'lines', lines });
  lines = [];
};

const network = new TcpNetwork({
  listeners: input.listeners,
  hosts: input.hosts,
  onListening: (inner, port) => {
    send({ type: 'listening', inner, port });
  },
  onTaken: (inner, port, error) => {
    send({ type: 'taken', inner, port, message: error.message, code: (error as NodeJS.ErrnoException).code ?? '' });
  },
});

const program = new Program({
  module: input.module,
  glue: input.glue,
  argv: input.argv,
  env: input.env,
  network,
  onLine: (stream, text) => {
    if (lines.length === 0) setImmediate(sendLines);
    lines.push({ stream, text });
  },
  onReady: () => {
    send({ type: 'ready' });
  },
  onMemory: (bytes) => {
    Atomics.store(memory, 0, BigInt(bytes));
    if (bytes > input.memoryLimitBytes) {
      throw new Error(`out of memory: it needed more than ${Math.round(input.memoryLimitBytes / 2 ** 20)} MiB`);
    }
  },
});

parentPort?.on('message', (message: ToWorker) => {
  switch (message.type) {
    case 'stop':
      program.stop();
      return;
    case 'pause':
      send({ type: 'done', id: message.id });
      waitWhilePaused(input.pauseFlag);
      return;
    case 'disconnect':
    case 'reconnect':
      void network[message.type]().then(
        () => send({ type: 'done', id: message.id }),
        (error: unknown) => send({ type: 'done', id: message.id, error: String(error) }),
      );
  }
});

void program.exited.then((exit) => {
  sendLines();
  send({ type: 'exit', ...exit });
  parentPort?.close();
});
await program.start();
