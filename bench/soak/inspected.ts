import { WebSocket } from 'undici';
import { waitUntil } from '../../lib/wait.ts';

export interface MemoryReading {
  /** Resident set of the whole process, its worker threads included; bytes. */
  rss: number;
  /** The main thread's heap after a garbage collection: only this distinguishes a leak from garbage. */
  liveHeap: number;
}

interface Answer {
  id?: number;
  result?: { result?: { value?: unknown } };
}

/** Reads the memory of a process that was started with `--inspect`. https://chromedevtools.github.io/devtools-protocol/v8/ */
export class Inspected {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #last = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => {
      const answer = JSON.parse(String(data)) as Answer;
      this.#waiting.get(answer.id ?? 0)?.(answer);
      this.#waiting.delete(answer.id ?? 0);
    });
  }

  /** @param port that of `--inspect`, on 127.0.0.1 */
  static async connect(port: number): Promise<Inspected> {
    const waited = await waitUntil(
      async () => {
        const targets = (await (await fetch(`http://127.0.0.1:${port}/json/list`)).json()) as {
          webSocketDebuggerUrl: string;
        }[];
        const url = targets[0]?.webSocketDebuggerUrl;
        return url === undefined ? { done: false, seen: 'no target' } : { done: true, value: url };
      },
      { timeoutMs: 30_000 },
    );
    if (!waited.ok) throw new Error(`the debugger at port ${port} does not answer: ${waited.lastSeen}`);
    const socket = new WebSocket(waited.value);
    await new Promise<void>((resolve, reject) => {
      socket.addEventListener('open', () => resolve());
      socket.addEventListener('error', ({ message }) => reject(new Error(message)));
    });
    return new Inspected(socket);
  }

  async read(): Promise<MemoryReading> {
    await this.#send('HeapProfiler.collectGarbage', {});
    const expression = 'JSON.stringify(process.memoryUsage())';
    const { result } = await this.#send('Runtime.evaluate', { expression, returnByValue: true });
    const usage = JSON.parse(String(result?.result?.value)) as { rss: number; heapUsed: number };
    return { rss: usage.rss, liveHeap: usage.heapUsed };
  }

  close(): void {
    this.#socket.close();
  }

  #send(method: string, params: object): Promise<Answer> {
    this.#last += 1;
    const id = this.#last;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#socket.send(JSON.stringify({ id, method, params }));
    });
  }
}
