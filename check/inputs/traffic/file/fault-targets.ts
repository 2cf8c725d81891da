import type { ServiceModel, Step } from '../../../../simulation/services/system.ts';
import type { CallGraph } from './call-graph.ts';
import { innerSteps } from './inner-steps.ts';

type Services = Readonly<Record<string, ServiceModel>>;

/** The services of a traffic file that its default fault schedule affects. */
export interface FaultTargets {
  /** Those that requests come to. */
  entries: string[];
  /** The one with the longest path of calls. */
  deepest: string;
  /** The deepest one, and those that do not fail with another of these. So every service returns errors. */
  failing: string[];
  /** Those that query a database. */
  querying: string[];
}

/** The targets among the services that the requests reach; undefined where there is no request. */
export function faultTargets(
  services: Services,
  graph: CallGraph,
  requested: readonly string[],
): FaultTargets | undefined {
  const reached = graph.reachedFrom(requested).map(([operation]) => operation);
  const called = reached.filter((operation) => !operation.includes(' CONSUME '));
  const [first] = called.length > 0 ? called : reached;
  if (first === undefined) return undefined;
  const deepest = serviceOf(first);
  const stepsOf = (operation: string): readonly Step[] => {
    const name = serviceOf(operation);
    return services[name]?.operations[operation.slice(name.length + 1)]?.steps ?? [];
  };
  const failing = [deepest];
  const fails = (operation: string): boolean =>
    failing.includes(serviceOf(operation)) || requiredCalls(stepsOf(operation)).some(fails);
  const names = [...new Set(reached.map(serviceOf))];
  for (const name of names) {
    if (!reached.some((operation) => serviceOf(operation) === name && fails(operation))) failing.push(name);
  }
  return {
    entries: [...new Set(requested.map(serviceOf))],
    deepest,
    failing,
    querying: names.filter((name) => reached.some((one) => serviceOf(one) === name && queries(stepsOf(one)))),
  };
}

function serviceOf(operation: string): string {
  return operation.split(' ', 1).join('');
}

/** The calls with which an operation fails. */
function requiredCalls(steps: readonly Step[]): string[] {
  return steps.flatMap((step) => {
    if (step.do !== 'call') return innerSteps(step).flatMap(requiredCalls);
    return step.optional === true ? [] : [`${step.service} ${step.method} ${step.route}`];
  });
}

function queries(steps: readonly Step[]): boolean {
  return steps.some((step) => step.do === 'query' || innerSteps(step).some(queries));
}
