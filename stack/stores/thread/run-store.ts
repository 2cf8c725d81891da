/** The inner side of a store's thread. */
import { parentPort, workerData } from 'node:worker_threads';
import { toSentError } from '../../../lib/sent-error.ts';
import type { Disconnectable } from '../../components/interruptible.ts';
import { waitWhilePaused } from '../../threads/thread-requests.ts';
import type { FromStore, StoreInput, StorePorts, StoreRequest } from './messages.ts';

interface OpenStore extends Disconnectable {
  stats(): { bytes: number };
  close(graceMs?: number): Promise<void>;
}

const beatMs = 500;

/** Serves the requests of the main thread with the store that `open` starts, one after another. */
export function runStore(open: (ports: StorePorts, log: (line: string) => void) => Promise<OpenStore>): void {
  const { ports, vitals, pauseFlag } = workerData as StoreInput;
  const shared = new BigInt64Array(vitals);
  const send = (message: FromStore): void => parentPort?.postMessage(message);
  let store: OpenStore | undefined;

  const beat = (): void => {
    Atomics.add(shared, 0, 1n);
    Atomics.store(shared, 1, BigInt(store?.stats().bytes ?? 0));
  };
  setInterval(beat, beatMs);

  const handle = async (request: StoreRequest): Promise<void> => {
    if (request.type === 'open') store = await open(ports, (text) => send({ type: 'line', text }));
    else if (request.type === 'close') await store?.close(request.graceMs);
    else if (request.type !== 'pause') await store?.[request.type]();
    beat();
  };
  parentPort?.on('message', (request: StoreRequest & { id: number }) => {
    const { id } = request;
    void handle(request).then(
      () => {
        send({ type: 'done', id });
        if (request.type === 'pause') waitWhilePaused(pauseFlag);
      },
      (error: unknown) => send({ type: 'done', id, failure: toSentError(error) }),
    );
  });
}
