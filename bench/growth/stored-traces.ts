import { searchTraces } from '../../stack/stores/traces/search.ts';
import { traceToJson } from '../../stack/stores/traces/to-otlp-json.ts';
import { TraceStore } from '../../stack/stores/traces/trace-store.ts';
import { traceTemplate } from '../spans.ts';

/** What a trace store of one size took, in seconds of processor time, and the memory of each trace. */
export interface StoreCost {
  storeS: number;
  /** Storing as many again, which evicts the first. */
  evictS: number;
  searchS: number;
  findS: number;
  bytesPerTrace: number;
}

const tracesPerExport = 100;
const searches = 5;
/** How often the store is filled anew: once is too short to measure. */
const evictions = 4;

// A program of its own, so that each size begins with an empty heap: `node --expose-gc stored-traces.js TRACES`.
const traces = Number(process.argv[2]);
const template = traceTemplate(tracesPerExport);
const store = new TraceStore({ maxTraces: traces, maxBytes: Infinity });
const fill = (): void => {
  for (let stored = 0; stored < traces; stored += tracesPerExport) store.ingest(Buffer.from(template.next()));
};

function timed(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

function memory(): number {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** A search that looks at every span and finds nothing. */
function search(): void {
  const times = { startMin: 0n, startMax: 2n ** 63n, durationMin: undefined, durationMax: undefined };
  const query = {
    ...times,
    service: 'bench',
    operation: undefined,
    attributes: new Map([['url.path', '/none']]),
    depth: 20,
  };
  if (searchTraces(store.newestFirst(), query).length > 0) throw new Error('a trace was found that does not exist');
}

const before = memory();
const storeS = timed(fill);
const bytesPerTrace = (memory() - before) / traces;
const evictS =
  timed(() => {
    for (let round = 0; round < evictions; round += 1) fill();
  }) / evictions;
const { traces: left, evictedTraces } = store.stats();
if (left !== traces || evictedTraces !== evictions * traces)
  throw new Error(`${left} traces are stored, ${evictedTraces} evicted`);
const searchS =
  timed(() => {
    for (let count = 0; count < searches; count += 1) search();
  }) / searches;
const ids = store.newestFirst().map(({ id }) => id);
const findS = timed(() => {
  for (const id of ids) {
    const trace = store.get(id);
    if (trace === undefined) throw new Error(`trace ${id} was not found`);
    traceToJson(trace);
  }
});
process.stdout.write(JSON.stringify({ storeS, evictS, searchS, findS, bytesPerTrace } satisfies StoreCost));
