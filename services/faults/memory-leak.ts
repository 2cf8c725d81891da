import { getHeapStatistics } from 'node:v8';
import { defineFault, type FaultDefinition } from './fault.ts';
import { ParameterError } from './parameters.ts';

/** A larger heap could be more than the machine has to spare. */
const largestHeap = 512 * 2 ** 20;
const tickMs = 50;
const bytesPerNumber = 8;

/** The heap of the process, in bytes. */
export interface Heap {
  limit: number;
  used: number;
  /** Takes this much of it, until the result is no longer referenced. */
  allocate: (bytes: number) => unknown;
}

/** Ends with the process, as its heap has a limit: Node ends when no garbage collection makes room. */
export function memoryLeak(heap: () => Heap = v8Heap): FaultDefinition {
  return defineFault({
    name: 'memory-leak',
    description: 'Fills the heap at a steady rate until Node ends the process, which is then started again without it',
    specs: {
      overMs: {
        type: 'integer',
        description: 'The time until the heap is full',
        minimum: 1000,
        maximum: 3_600_000,
        default: 60_000,
      },
    },
    make({ overMs }) {
      const { limit, used, allocate } = heap();
      if (limit > largestHeap) {
        throw new ParameterError(
          `the heap of the service may grow to ${Math.round(limit / 2 ** 20)} MiB, and at most ` +
            `${largestHeap / 2 ** 20} MiB are filled; start the service with --max-old-space-size=128`,
        );
      }
      const leaked: unknown[] = [];
      let bytes = 0;
      let timer: NodeJS.Timeout | undefined;
      const begin = (): void => {
        const start = performance.now();
        timer = setInterval(() => {
          const due = Math.ceil(((limit - used) * (performance.now() - start)) / overMs) - bytes;
          leaked.push(allocate(due));
          bytes += due;
        }, tickMs);
      };
      const end = (): void => {
        clearInterval(timer);
        leaked.length = 0;
      };
      return { begin, end };
    },
  });
}

/** Numbers that are no integers are kept in the array itself. */
function v8Heap(): Heap {
  const { heap_size_limit: limit, used_heap_size: used } = getHeapStatistics();
  return { limit, used, allocate: (bytes) => new Array<number>(Math.ceil(bytes / bytesPerNumber)).fill(0.5) };
}
