import { trafficSecrets } from '../secrets.ts';
import type { ScheduledFault, FaultScheduleStep, RequestKind } from '../traffic.ts';
import type { CallGraph } from './call-graph.ts';
import { durationMs, shareOf } from './forms.ts';
import type { Problems } from './problems.ts';
import type { TrafficFile } from './schema.ts';

const minute = 60_000;
/** In ten minutes a rule with a window and a `for` of five minutes fires; in six a window of five empties. */
const usual = { forMs: 10 * minute, recoveryMs: 6 * minute };

type FaultInput = NonNullable<TrafficFile['drill']>[number]['faults'][number];

/** What goes wrong when. By default: errors where calls end, then latency there. */
export function faultScheduleOf(
  file: TrafficFile,
  graph: CallGraph,
  { requests, slowMs }: { requests: readonly RequestKind[]; slowMs: number },
  problems: Problems,
): FaultScheduleStep[] {
  if (file.drill) {
    return file.drill.map((step, index) => ({
      faults: step.faults.map((fault, at) => faultOf(fault, ['drill', index, 'faults', at], file, problems)),
      forMs: (step.for === undefined ? undefined : durationMs(step.for)) ?? usual.forMs,
      recoveryMs: (step.recovery === undefined ? undefined : durationMs(step.recovery)) ?? usual.recoveryMs,
    }));
  }
  const asked = requests.map(({ service, method, route }) => `${service} ${method} ${route}`);
  const service = graph.deepest(asked);
  if (service === undefined) return [];
  // Above the limit of what is slow, and above what rules usually call so; below the usual timeout as long as that limit is.
  const ms = Math.max(3500, 1.5 * slowMs);
  const faults: ScheduledFault[] = [
    { label: `errors at ${service}`, fault: 'error-rate', service, parameters: { rate: 0.5, status: 500 } },
    { label: `latency at ${service}`, fault: 'latency', service, parameters: { ms, jitterMs: ms / 7 } },
  ];
  return faults.map((fault) => ({ faults: [fault], ...usual }));
}

/** Which parameters each fault takes, beside those that all do. */
const takes: Record<FaultInput['fault'], readonly (keyof FaultInput)[]> = {
  errors: ['rate', 'status', 'routes'],
  latency: ['rate', 'by', 'jitter', 'routes'],
  'no-answer': ['rate', 'routes'],
  down: [],
  'lost-context': ['rate'],
  'secret-in-url': [],
};

function faultOf(
  fault: FaultInput,
  path: readonly (string | number)[],
  { services }: TrafficFile,
  problems: Problems,
): ScheduledFault {
  const { fault: kind, service, label = `${kind} at ${service}` } = fault;
  for (const key of Object.keys(fault) as (keyof FaultInput)[]) {
    if (['fault', 'service', 'label', ...takes[kind]].includes(key)) continue;
    const may = takes[kind].length === 0 ? 'nothing more' : takes[kind].join(', ');
    problems.add([...path, key], `the fault ${kind} has no ${key}; it takes: ${may}`);
  }
  if (kind === 'latency' && fault.by === undefined) problems.add(path, 'the fault latency needs by: how much longer');
  if (!Object.hasOwn(services, service)) {
    problems.unknown([...path, 'service'], 'service', service, Object.keys(services));
  } else {
    const { routes = {}, consumes = {} } = services[service] ?? {};
    const known = [...Object.keys(routes), ...Object.keys(consumes).map((name) => `CONSUME ${name}`)];
    fault.routes?.forEach((route, index) => {
      if (!known.includes(route)) problems.unknown([...path, 'routes', index], `route of ${service}`, route, known);
    });
  }
  const rate = fault.rate === undefined ? {} : { rate: shareOf(fault.rate) ?? 1 };
  const routes = fault.routes ? { routes: fault.routes } : {};
  const ms = (text: string | undefined): number => (text === undefined ? 0 : (durationMs(text) ?? 0));
  switch (kind) {
    case 'errors':
      return { label, fault: 'error-rate', service, parameters: { ...rate, ...routes, status: fault.status ?? 500 } };
    case 'latency': {
      const parameters = { ...rate, ...routes, ms: ms(fault.by), jitterMs: ms(fault.jitter) };
      return { label, fault: 'latency', service, parameters };
    }
    case 'no-answer':
      return { label, fault: 'no-answer', service, parameters: { ...rate, ...routes } };
    case 'down':
      return { label, fault: 'down', service, parameters: {} };
    case 'lost-context':
      return { label, fault: 'lost-context', service, parameters: rate };
    case 'secret-in-url': {
      const secrets = trafficSecrets.map(({ parameter, value }) => [parameter, value]);
      return {
        label,
        fault: 'secret-in-url',
        service,
        parameters: Object.fromEntries(secrets) as Record<string, string>,
      };
    }
  }
}
