import type { ServiceModel, Step } from '../../../../simulation/services/system.ts';
import type { Problems } from '../../../../lib/yaml/problems.ts';
import { innerSteps } from './inner-steps.ts';

/** More spans of one request are a mistake, or exceed the memory of a check. */
const mostSpans = 5000;

type Services = Readonly<Record<string, ServiceModel>>;

/** The calls and messages between operations; the name of an operation is `service operation`. */
export class CallGraph {
  readonly #services: Services;
  readonly #calls = new Map<string, readonly string[]>();

  constructor(services: Services) {
    this.#services = services;
    for (const [name, { operations }] of Object.entries(services)) {
      for (const [key, { steps }] of Object.entries(operations))
        this.#calls.set(`${name} ${key}`, this.#targets(steps));
    }
  }

  /** The operations that no service calls, in the order of the file. */
  get entryPoints(): string[] {
    const called = new Set([...this.#calls.values()].flat());
    return [...this.#calls.keys()].filter((key) => !called.has(key) && !key.includes(' CONSUME '));
  }

  /**
   * Adds a problem for every cycle, and for the first operation with too many calls. Returns whether there are none.
   */
  check(problems: Problems): boolean {
    const sizes = new Map<string, number>();
    let isSound = true;
    const visit = (key: string, trail: readonly string[]): number => {
      const known = sizes.get(key);
      if (known !== undefined) return known;
      if (trail.includes(key)) {
        isSound = false;
        const [service = '', ...rest] = key.split(' ');
        const cycle = [...trail.slice(trail.indexOf(key)), key].join(' -> ');
        problems.add(pathOfOperation(service, rest.join(' ')), `calls must not form a cycle: ${cycle}`);
        return 0;
      }
      const calls = this.#calls.get(key) ?? [];
      const size = calls.reduce((sum, call) => sum + 1 + visit(call, [...trail, key]), 1);
      sizes.set(key, size);
      return size;
    };
    for (const key of this.#calls.keys()) {
      if (visit(key, []) <= mostSpans) continue;
      isSound = false;
      const [service = '', ...rest] = key.split(' ');
      problems.add(
        pathOfOperation(service, rest.join(' ')),
        `one request causes ${sizes.get(key)} calls and messages; the limit is ${mostSpans}`,
      );
      break;
    }
    return isSound;
  }

  /**
   * The operations that these lead to, themselves included, with the length of the longest path to each; the deepest
   * first. Needs a graph without cycles.
   */
  reachedFrom(from: readonly string[]): [operation: string, depth: number][] {
    const depths = new Map<string, number>();
    const visit = (key: string, depth: number): void => {
      if ((depths.get(key) ?? -1) >= depth) return;
      depths.set(key, depth);
      for (const call of this.#calls.get(key) ?? []) visit(call, depth + 1);
    };
    for (const key of from) visit(key, 0);
    return [...depths].sort(([, a], [, b]) => b - a);
  }

  #targets(steps: readonly Step[]): string[] {
    return steps.flatMap((step) => {
      if (step.do === 'call') {
        const attempts = 1 + (step.retries?.most ?? 0);
        return Array.from({ length: attempts }, () => `${step.service} ${step.method} ${step.route}`);
      }
      if (step.do !== 'publish') return innerSteps(step).flatMap((inner) => this.#targets(inner));
      const operation = `CONSUME ${step.destination}`;
      const consumers = Object.entries(this.#services).filter(([, service]) =>
        Object.hasOwn(service.operations, operation),
      );
      return consumers.map(([name]) => `${name} ${operation}`);
    });
  }
}

function pathOfOperation(service: string, operation: string): string[] {
  const [, kind, name = ''] = /^(CONSUME|GRPC) (.*)$/.exec(operation) ?? [];
  if (kind === undefined) return ['services', service, 'routes', operation];
  return ['services', service, kind === 'GRPC' ? 'grpc' : 'consumes', name];
}
