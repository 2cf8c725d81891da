import { describe, expect, it } from 'vitest';
import { CollectorMetrics } from '../../../../stack/clients/collector.ts';
import { parsePrometheusText } from '../../../../stack/clients/prometheus-text.ts';
import { flowOf } from '../../../../ui/collector/flow.ts';
import { lanesOf } from '../../../../ui/collector/lanes.ts';
import { problemsOf } from '../../../../ui/collector/problems.ts';
import { addReading, counting, type Reading } from '../../../../ui/collector/readings.ts';
import type { PipelinesAnswer } from '../../../../ui/workbench/api.ts';

const flow = (text: string) => flowOf(new CollectorMetrics(parsePrometheusText(text)));
/** Counters that increase by `perSecond` from 1,000 on. */
const readings = (counters: Readonly<Record<string, number>>): readonly Reading[] =>
  [0, 2].map((second) => ({
    at: second * 1000,
    flow: flow(
      Object.entries(counters)
        .map(([name, perSecond]) => `${name} ${1000 + perSecond * second}`)
        .join('\n'),
    ),
  }));

const config: PipelinesAnswer = {
  pipelines: [
    { id: 'metrics', signal: 'metrics', receivers: ['otlp', 'count'], processors: [], exporters: ['debug'] },
    { id: 'traces/b', signal: 'traces', receivers: ['forward'], processors: ['sampler'], exporters: ['otlp'] },
    { id: 'traces/a', signal: 'traces', receivers: ['otlp'], processors: ['batch'], exporters: ['forward', 'count'] },
  ],
  components: [
    { id: 'forward', role: 'connector', about: '' },
    { id: 'count', role: 'connector', about: '' },
  ],
};
const count = counting(
  readings({
    'otelcol_receiver_accepted_spans{receiver="otlp",transport="grpc"}': 3,
    'otelcol_receiver_accepted_spans{receiver="otlp",transport="http"}': 4,
    'otelcol_receiver_accepted_metric_points{receiver="otlp"}': 5,
    'otelcol_processor_incoming_items{processor="batch",otel_signal="traces"}': 7,
    'otelcol_processor_outgoing_items{processor="batch",otel_signal="traces"}': 6,
    'otelcol_exporter_sent_spans{exporter="otlp"}': 2,
  }),
);

describe('lanesOf', () => {
  const lanes = lanesOf(config, count);
  const edges = (id: string) => {
    const lane = lanes.find((one) => one.id === id) ?? expect.unreachable(id);
    const rates = ({ receivers, processors, exporters }: typeof lane) => [receivers, processors, exporters];
    return rates(lane).map((nodes) => nodes.map((node) => node.rate));
  };

  it('puts a pipeline after those that feed it', () => {
    expect(lanes.map(({ id }) => id)).toEqual(['traces/a', 'metrics', 'traces/b']);
  });

  it('measures each edge by the counters of the component next to it', () => {
    expect(edges('traces/a')).toEqual([[7], [6], [6, 6]]);
    // The sampler counts no items; forward passes on what it gets; count makes metrics of its own.
    expect(edges('traces/b')).toEqual([[6], [undefined], [2]]);
    expect(edges('metrics')).toEqual([[5, undefined], [], [undefined]]);
  });

  it('names the pipelines at the other side of a connector', () => {
    const [first] = lanes;
    expect(first?.exporters.map(({ role, joins }) => [role, joins])).toEqual([
      ['connector', ['traces/b']],
      ['connector', ['metrics']],
    ]);
  });

  it('has no rates before the second reading, and in a circle of connectors an end', () => {
    expect(lanesOf(config, undefined)[0]?.receivers[0]?.rate).toBeUndefined();
    const circle = ['a', 'b'].map((id) => ({
      ...{ id, signal: 'logs' as const, processors: [] },
      ...{ receivers: [id === 'a' ? 'x' : 'y'], exporters: [id === 'a' ? 'y' : 'x'] },
    }));
    const components = ['x', 'y'].map((id) => ({ id, role: 'connector' as const, about: '' }));
    expect(lanesOf({ pipelines: circle, components }, count).map(({ id }) => id)).toEqual(['b', 'a']);
  });
});

describe('problemsOf', () => {
  const problems = (text: string, role: 'receiver' | 'processor' | 'exporter') =>
    problemsOf(counting([{ at: 0, flow: flow(text) }]), role, 'x', 'logs');

  it('names what is refused, failed, dropped and queued, and nothing that is zero', () => {
    expect(problems('otelcol_receiver_refused_log_records{receiver="x"} 3', 'receiver')).toEqual([
      { text: '3 refused', tone: 'warn' },
    ]);
    const exporter = [
      'otelcol_exporter_send_failed_log_records{exporter="x"} 2',
      'otelcol_exporter_enqueue_failed_log_records{exporter="x"} 1',
      'otelcol_exporter_queue_size{exporter="x",data_type="logs"} 30',
      'otelcol_exporter_queue_capacity{exporter="x",data_type="logs"} 100',
    ].join('\n');
    expect(problems(exporter, 'exporter')).toEqual([
      { text: '2 failed to send', tone: 'bad' },
      { text: '1 dropped, queue full', tone: 'bad' },
      { text: '30 queued', tone: 'warn' },
    ]);
    expect(problems('', 'exporter')).toEqual([]);
  });
});

describe('addReading', () => {
  it('begins anew when the counters were reset', () => {
    const reading = (accepted: number): Reading => ({
      ...{ at: accepted, flow: flow(`otelcol_receiver_accepted_spans{receiver="x"} ${accepted}`) },
    });
    const two = addReading(addReading([], reading(1)), reading(2));
    expect(two.length).toBe(2);
    expect(addReading(two, reading(0))).toEqual([reading(0)]);
  });
});
