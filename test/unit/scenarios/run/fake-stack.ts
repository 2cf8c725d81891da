import type { ServiceName } from '../../../../stack/services/index.ts';
import type { StoredTrace } from '../../../../stack/clients/jaeger.ts';
import type { StoredLine } from '../../../../stack/clients/loki.ts';
import type { StoredSpan } from '../../../../lib/otlp/json/read-spans.ts';
import type { Exemplar } from '../../../../stack/clients/prometheus.ts';
import type { FaultState } from '../../../../stack/clients/service-faults.ts';
import type { Clients } from '../../../../stack/clients/clients.ts';
import type { ComponentControl } from '../../../../scenarios/faults/component-injector.ts';
import type { PlannedRequest } from '../../../../scenarios/load/requests.ts';
import type { Sender, Sent } from '../../../../scenarios/load/sender.ts';
import type { VirtualClock } from '../virtual-clock.ts';
import { type Failures, floodParameters } from './failures.ts';
import { fakeAlertRule } from './fake-alert-rule.ts';
import { FakeCollectorCounters } from './fake-collector-counters.ts';
import { fakeSpan } from './fake-span.ts';

/**
 * A fake stack: a gateway whose orders fail while payment has the fault `error-rate`, a sampler with the policies of the
 * sandbox, stores, and one alert that is pending 2 s after the fault began and fires 3 s later.
 */
export class FakeStack {
  readonly failures: Failures;
  readonly clock: VirtualClock;
  readonly faults = new Map<string, Record<string, unknown>>();
  readonly calls: string[] = [];
  readonly faulted = new Map<string, string>();
  readonly traces = new Map<string, StoredTrace>();
  readonly lines: StoredLine[] = [];
  readonly exemplars: Exemplar[] = [];
  private readonly bornAt: number;
  private flooded = 0;
  private requests = 0;
  private arrived = 0;
  private droppedSpans = 0;
  private readonly counters = new FakeCollectorCounters();
  private faultBegan = Infinity;
  private faultEnded = Infinity;

  constructor(clock: VirtualClock, failures: Failures = {}) {
    this.clock = clock;
    this.bornAt = clock.now();
    this.failures = failures;
  }

  readonly sender: Sender = {
    send: (request) => this.serve(request),
    close: () => Promise.resolve(),
  };

  /** Traces that the load did not send; the sampler keeps every fourth. */
  addForeignTraces(count: number): void {
    for (let i = 0; i < count; i += 1) {
      this.counters.newTraces += 1;
      if (i % 4 === 0) {
        this.counters.sampled += 1;
        const traceId = `f${i.toString(16).padStart(31, '0')}`;
        const ids = { traceId, spanId: '1', parentSpanId: '' };
        const span = fakeSpan({ ...ids, service: 'other' }, { startMs: this.clock.now(), policy: 'baseline' });
        this.traces.set(traceId, { traceId, spans: [span] });
      } else this.counters.notSampled += 1;
    }
  }

  private async serve(request: PlannedRequest): Promise<Sent> {
    const { errors, n } = { errors: this.faults.has('payment/error-rate'), n: (this.requests += 1) };
    const status = request.route === 'order' && errors ? 502 : request.route === 'order' ? 201 : 200;
    const durationMs = 20;
    await this.clock.sleep(durationMs);
    const traceId = n.toString(16).padStart(32, '0');
    const sampled = n % (this.failures.headSampling ?? 1) === 0;
    if (sampled) this.receive(n, traceId, request, status);
    const body = request.route === 'browse' ? [{ id: 1 }, { id: 2 }] : { id: `order-${n}` };
    return { durationMs, status, body, ...(this.failures.withoutTraceIds ? {} : { traceId, sampled }) };
  }

  private receive(n: number, traceId: string, request: PlannedRequest, status: number): void {
    const { failures, counters } = this;
    const refuse = failures.refuse ?? failures.refuseInSilence;
    if (refuse && n % refuse === 0) {
      counters.refusedSpans += 3;
      if (failures.refuse) this.droppedSpans += 3;
      return;
    }
    if (failures.loseBeforeSampling && n % failures.loseBeforeSampling === 0) return;
    this.arrived += 1;
    counters.newTraces += 1;
    // The gateway's span arrives, and the one that the policy looks at does not.
    const withoutOrderSpan = (every: number | undefined): boolean =>
      request.route === 'order' && n % (every ?? 0) === 0;
    const { refuseOrderSpan, delayOrderSpan, loseOrderSpan } = failures;
    if (withoutOrderSpan(refuseOrderSpan) || withoutOrderSpan(delayOrderSpan)) counters.refusedSpans += 1;
    if (withoutOrderSpan(refuseOrderSpan)) this.droppedSpans += 1;
    if ([refuseOrderSpan, delayOrderSpan, loseOrderSpan].some(withoutOrderSpan)) {
      counters.notSampled += 1;
      return;
    }
    const policies = [
      ...(status >= 500 && !failures.withoutErrorsPolicy ? ['errors'] : []),
      // Without the errors policy no policy samples the failed orders.
      ...(request.route === 'order' && !(failures.withoutErrorsPolicy && status >= 500) ? ['order-placements'] : []),
      ...(n % 20 === 0 ? ['baseline'] : []),
    ];
    const { sampledByPolicy } = counters;
    for (const policy of policies) sampledByPolicy[policy] = (sampledByPolicy[policy] ?? 0) + 1;
    this.log(traceId, request, status);
    const [policy] = policies;
    if (policy === undefined) {
      counters.notSampled += 1;
      return;
    }
    counters.sampled += 1;
    if (failures.loseAfterSampling && counters.sampled % failures.loseAfterSampling === 0) {
      counters.failedSpans += 3;
      return;
    }
    counters.sentSpans += 3;
    this.traces.set(traceId, { traceId, spans: this.spansOf(traceId, request, status, policy) });
    this.exemplars.push({ seriesLabels: {}, labels: { trace_id: traceId }, value: 0.02, time: this.clock.now() });
  }

  private spansOf(traceId: string, request: PlannedRequest, status: number, policy: string): StoredSpan[] {
    const attributes = { 'url.query': this.redacted(request.path) };
    const span = (spanId: string, parentSpanId: string, service: string): StoredSpan =>
      fakeSpan({ traceId, spanId, parentSpanId, service }, { startMs: this.clock.now(), policy, attributes });
    const spans = [span('1', '', 'gateway'), span('2', '1', 'order')];
    const pays = request.route === 'order' && status < 500 && !this.failures.withoutPaymentSpans;
    return pays ? [...spans, span('3', '2', 'payment')] : spans;
  }

  private log(traceId: string, request: PlannedRequest, status: number): void {
    if (this.failures.withoutLogs) return;
    this.lines.push({
      time: BigInt(this.clock.now()) * 1_000_000n,
      line: `${request.method} ${this.redacted(request.path)} ${status}`,
      labels: { service_name: 'gateway', trace_id: traceId },
    });
  }

  private redacted(path: string): string {
    return this.failures.withoutRedaction ? path : path.replaceAll(/((?:token|password)=)[^&]+/g, '$1[REDACTED]');
  }

  private alertState(): { state: 'pending' | 'firing'; activeAt: number } | undefined {
    const now = this.clock.now();
    if (this.failures.alertAtFirst && now < this.bornAt + 4000) return { state: 'pending', activeAt: this.bornAt };
    const activeAt = this.faultBegan + 2000;
    if (this.failures.deafRule || now < activeAt || now >= this.faultEnded + 2000) return undefined;
    return { state: now >= activeAt + 3000 ? 'firing' : 'pending', activeAt };
  }

  private switchFault(service: ServiceName, name: string, parameters: Record<string, unknown> | undefined): void {
    if (parameters) {
      this.calls.push(`enable ${service}/${name}`);
      if (this.failures.faultRefused) throw new Error(`PUT /faults/${name} -> 404: this service has no such fault`);
      if (this.failures.faultIgnored) return;
      this.faults.set(`${service}/${name}`, parameters);
      this.faultBegan = this.clock.now();
      this.faultEnded = Infinity;
      return;
    }
    this.calls.push(`disable ${service}/${name}`);
    if (this.failures.faultSticks) return;
    if (this.faults.delete(`${service}/${name}`)) this.faultEnded = this.clock.now();
  }

  /** The memory limiter refuses from the tenth request of a flood on. */
  private takeFlood(): Promise<'accepted' | 'refused'> {
    if (this.failures.collectorGone) return Promise.reject(new Error('connect ECONNREFUSED'));
    this.flooded += 1;
    if (this.flooded <= 10 || this.failures.roomForAll) return Promise.resolve('accepted');
    if (!this.failures.uncountedRefusals) this.counters.refusedSpans += floodParameters.spansPerRequest;
    return Promise.resolve('refused');
  }

  readonly control: ComponentControl = {
    components: () =>
      Promise.resolve(
        (['jaeger', 'payment'] as const).map((name) => ({ name, state: this.faulted.has(name) ? 'stopped' : 'ready' })),
      ),
    // eslint-disable-next-line @typescript-eslint/require-await
    applyFault: async ({ component, fault }) => {
      this.calls.push(`${fault} ${component}`);
      if (this.failures.injectionRefused) throw new Error('it cannot be reached');
      if (!this.failures.componentFaultIgnored && fault !== 'restart') this.faulted.set(component, fault);
    },
    // eslint-disable-next-line @typescript-eslint/require-await
    rollBackFault: async ({ component, fault }) => {
      this.calls.push(`revert ${fault} of ${component}`);
      if (!this.failures.componentFaultStays) this.faulted.delete(component);
    },
  };

  readonly clients: Clients = {
    prometheus: {
      base: 'http://prometheus',
      query: (query) => {
        if (query.includes('user_agent_original="sandbox-load"')) return samples(this.arrived);
        if (query.includes('error_type'))
          return this.droppedSpans === 0 ? Promise.resolve([]) : samples(this.droppedSpans);
        return samples(this.failures.unhealthy ? 0 : 10);
      },
      queryRange: () => Promise.resolve([]),
      samples: () => Promise.resolve([]),
      series: () => Promise.resolve([]),
      ruleHealth: () => Promise.resolve([]),
      alertRules: () => Promise.resolve([fakeAlertRule(this.alertState(), this.clock.now())]),
      exemplars: () => Promise.resolve(this.exemplars),
      targets: () => Promise.resolve([]),
      labelNames: () => Promise.resolve(['__name__', 'http_route']),
      labelValues: () => Promise.resolve(['up', this.redacted('/orders')]),
      graphUrl: (query) => `http://prometheus/query?g0.expr=${query}`,
    },
    jaeger: {
      base: 'http://jaeger',
      services: () => Promise.resolve(['gateway', 'order']),
      operations: () => Promise.resolve(['GET']),
      search: ({ limit }) => Promise.resolve([...this.traces.values()].slice(0, limit)),
      trace: (traceId) => Promise.resolve(this.traces.get(traceId)),
      traceUrl: (traceId) => `http://jaeger/trace/${traceId}`,
    },
    loki: {
      base: 'http://loki',
      queryRange: (query) => {
        const [, id] = /trace_id="(\w+)"/.exec(query) ?? [];
        return Promise.resolve(
          id === undefined ? this.lines : this.lines.filter(({ labels }) => labels.trace_id === id),
        );
      },
      all: () => pages(this.lines),
      labels: () => Promise.resolve(['service_name']),
      labelValues: () => Promise.resolve(['gateway']),
      queryUrl: (query) => `http://loki/query?query=${query}`,
    },
    collector: { url: 'http://collector/metrics', read: () => Promise.resolve(this.counters.metrics()) },
    otlp: { url: 'http://collector', sendSpans: () => this.takeFlood() },
    health: () => (this.failures.deadGateway ? Promise.reject(new Error('connect ECONNREFUSED')) : Promise.resolve()),
    faults: (service) => ({
      base: `http://${service}`,
      list: () =>
        Promise.resolve(
          ['error-rate', 'latency', 'memory-leak'].map((name): FaultState => ({
            name,
            active: this.faults.has(`${service}/${name}`),
            parameters: {},
          })),
        ),
      // eslint-disable-next-line @typescript-eslint/require-await
      enable: async (name, parameters) => this.switchFault(service, name, parameters),
      // eslint-disable-next-line @typescript-eslint/require-await
      disable: async (name) => this.switchFault(service, name, undefined),
    }),
  };
}

function samples(value: number): Promise<{ labels: Record<string, string>; value: number }[]> {
  return Promise.resolve([{ labels: {}, value }]);
}

// eslint-disable-next-line @typescript-eslint/require-await
async function* pages(lines: StoredLine[]): AsyncGenerator<StoredLine[]> {
  yield lines;
}
