import type { ServerResponse } from 'node:http';
import { send } from './send.ts';

/** What a store holds; everything else in its statistics is a counter. */
const sizes = ['traces', 'spans', 'streams', 'records', 'bytes'];

/**
 * Answers with a store's statistics in the Prometheus text format: `evictedSpans` is `sandbox_traces_evicted_spans_total`.
 * Source: https://prometheus.io/docs/instrumenting/exposition_formats/
 */
export function sendMetrics(response: ServerResponse, subsystem: 'traces' | 'logs', stats: object): void {
  const lines = Object.entries(stats as Record<string, number>).map(([key, value]) => {
    const isSize = sizes.includes(key);
    const name = `sandbox_${subsystem}_${key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}${isSize ? '' : '_total'}`;
    return `# TYPE ${name} ${isSize ? 'gauge' : 'counter'}\n${name} ${value}\n`;
  });
  send(response, 200, 'text/plain; version=0.0.4; charset=utf-8', lines.join(''));
}
