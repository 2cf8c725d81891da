import { defineScenario } from '../scenario.ts';
import { alertNames, steadyProbes } from './probes.ts';

const heap = 'sum(v8js_memory_heap_used_bytes{service_name="payment"}) / 1024 / 1024';
const probes = steadyProbes([...alertNames, 'ServiceMemoryHigh']);

export const memoryLeak = defineScenario({
  name: 'memory-leak',
  title: 'A memory leak and the restart that hides it',
  teaches:
    'An alert on memory fires before a leak ends the process. The restart repairs the symptom within seconds, and only the ' +
    'failed requests of these seconds have traces.',
  explanation: {
    does:
      'Fills the heap of payment at a steady rate over eight minutes. At its limit of 128 MiB Node ends the process, which ' +
      'is started again without the fault.',
    see: [
      'v8js_memory_heap_used_bytes of payment rises in a straight line, and falls with the restart.',
      'ServiceMemoryHigh fires about two minutes before the process ends, and resolves after the restart.',
      'Until then no request fails: traces do not show the leak.',
      'When it ends, some orders fail: their traces have an error in the call from order to payment, and no span of payment.',
      'Spans that payment had not exported yet are lost: traces of orders that succeeded just before may lack them.',
      'payment logs that its server listens, once more. `sandbox status` shows the restart and its reason.',
    ],
  },
  load: { arrivalsPerSecond: 25, routes: { browse: 30, product: 15, order: 40, 'read-order': 15 } },
  steadyState: { within: '5m', probes },
  duration: '10m',
  faults: [{ fault: 'memory-leak', target: { service: 'payment' }, parameters: { overMs: 480_000 }, to: '10m' }],
  expectations: [
    { type: 'metric', name: 'the heap of payment fills', query: heap, tolerance: { min: 105 }, needsFault: true },
    {
      type: 'alert-fires',
      name: 'the alert on memory fires and resolves',
      alertname: 'ServiceMemoryHigh',
      labels: { service_name: 'payment' },
    },
    {
      type: 'logs',
      name: 'payment was started again',
      query: '{service_name="payment"} |= "Server listening"',
      tolerance: { min: 1 },
      needsFault: true,
    },
    {
      type: 'traces',
      name: 'orders that failed meanwhile are kept',
      class: 'error',
      atLeast: 1,
      policy: 'errors',
      incomplete: { max: 0.5 },
      needsFault: true,
    },
    {
      type: 'traces',
      name: 'orders are kept, most of them complete',
      class: 'payment',
      atLeast: 20,
      policy: 'order-placements',
      incomplete: { max: 0.2 },
    },
    {
      type: 'metric',
      name: 'the heap is as small as before',
      query: heap,
      tolerance: { max: 80 },
      phase: 'after',
    },
    { type: 'load', name: 'few requests fail', maxErrors: 0.1 },
    { type: 'accounted', name: 'no trace is lost' },
    {
      type: 'alert-quiet',
      name: 'no alert on the memory of its caller',
      alertname: 'ServiceMemoryHigh',
      labels: { service_name: 'order' },
    },
    { type: 'alert-quiet', name: 'no alert on latency', alertname: 'ServiceLatencyHigh' },
    { type: 'alert-quiet', name: 'no alert on lost telemetry', alertname: 'OTelCollectorDropping' },
  ],
  recovery: { within: '10m', probes },
});
