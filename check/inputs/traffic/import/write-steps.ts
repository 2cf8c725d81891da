import { fitLatency, quantile } from './fit-latency.ts';
import type { Slot, Slots } from './samples.ts';
import type { StepFields } from '../file/schema.ts';

export interface WriteOptions {
  withValues: boolean;
  /** Without internal spans their steps become those of the operation. */
  withSpans: boolean;
  /** Names of databases by their key. */
  databases: ReadonlyMap<string, string>;
  /** What the simulation adds to the own time of the first internal span; ms. */
  networkMs?: number;
}

/** How many executions the steps are part of. */
export interface Executions {
  count: number;
  okCount: number;
}

/** Steps in nearly all executions are in all: others fail for reasons that no span has. */
const nearlyAlways = 0.995;

/** The steps of an operation or a span; `waitMs` is its own time in each execution. */
export function stepsOf(
  slots: Slots,
  waitMs: readonly number[],
  within: Executions,
  options: WriteOptions,
): StepFields[] {
  const wait = fitLatency(waitMs);
  const first = slots.inOrder().find(({ shape }) => shape.do === 'span');
  const steps = slots.groups().flatMap((group): StepFields[] => {
    const branches = group
      .map((slot) =>
        stepOf(slot, rateOf(slot, within), { ...options, networkMs: slot === first ? (options.networkMs ?? 0) : 0 }),
      )
      .filter((branch) => branch.length > 0);
    if (branches.length <= 1) return branches.flat();
    return [{ together: branches.map((branch) => (branch.length === 1 && branch[0] ? branch[0] : branch)) }];
  });
  return [...(wait === undefined ? [] : [{ wait }]), ...steps];
}

/** The share of executions with a step: of those that did not fail, as failures end an execution early. */
function rateOf({ count, okCount }: Slot, within: Executions): number {
  return within.okCount > 0 ? okCount / within.okCount : within.count > 0 ? count / within.count : 1;
}

function stepOf(slot: Slot, rate: number, options: WriteOptions): StepFields[] {
  // Only failed executions had it.
  if (rate === 0) return [];
  const { shape } = slot;
  const common = rate >= nearlyAlways ? {} : { rate: share(rate) };
  const attributes = slot.attributes.ofSpan(options.withValues);
  const more = { ...(attributes ? { attributes } : {}), ...common };
  const latency = fitLatency(slot.durationsMs);
  const timed = latency === undefined ? {} : { latency };
  const optional = slot.isOptional ? { optional: true } : {};
  switch (shape.do) {
    case 'call': {
      const retries = slot.retries > 0 ? { retries: slot.retries } : {};
      return [{ call: shape.target, ...optional, ...retries, ...more }];
    }
    case 'external': {
      const errors = slot.failures > 0 ? { errors: share(slot.failures / slot.count) } : {};
      return [{ external: shape.url, ...timed, ...errors, ...optional, ...more }];
    }
    case 'query': {
      const { operation, collection } = shape;
      const query = shape.statement === '' ? `${operation} ${collection}`.trimEnd() : shape.statement;
      const database = options.databases.get(shape.database) ?? '';
      const isFirst = query.split(/\s+/, 1)[0]?.toUpperCase() === operation;
      return [
        {
          query,
          ...(isFirst ? {} : { operation }),
          ...(collection === '' ? {} : { collection }),
          database,
          ...timed,
          ...more,
        },
      ];
    }
    case 'send': {
      const delay = fitLatency(slot.delaysMs);
      const system = shape.system === '' ? {} : { system: shape.system };
      return [{ send: shape.destination, ...system, ...timed, ...(delay === undefined ? {} : { delay }), ...more }];
    }
    case 'span': {
      const { networkMs = 0 } = options;
      const steps = stepsOf(slot.steps, without(slot.durationsMs, networkMs), slot, { ...options, networkMs: 0 });
      if (options.withSpans) return [{ span: shape.name, ...more, ...(steps.length > 0 ? { steps } : {}) }];
      return steps.map((step) => ({ ...step, ...(rate >= nearlyAlways ? {} : { rate: product(rate, step.rate) }) }));
    }
  }
}

/** Durations without a part that something else adds. */
export function without(durationsMs: readonly number[], ms: number): number[] {
  return ms === 0 ? [...durationsMs] : durationsMs.map((duration) => Math.max(0, duration - ms));
}

export function median(values: readonly number[]): number {
  return quantile(
    [...values].sort((a, b) => a - b),
    0.5,
  );
}

function product(rate: number, other: StepFields['rate']): string {
  const inner = typeof other === 'string' ? Number(other.replace('%', '')) / 100 : (other ?? 1);
  return share(rate * inner);
}

/** With three digits: `2.35%`. */
export function share(ratio: number): string {
  const percent = Math.min(100, 100 * ratio);
  return `${percent >= 0.001 ? String(Number(percent.toPrecision(3))) : percent.toFixed(6)}%`;
}
