import { z } from 'zod';
import type { ComponentFault } from '../../stack/components/component-fault.ts';
import { componentNames } from '../../stack/components/component.ts';
import { durationMs, durationSchema } from '../pace.ts';
import { callsServices, serviceNames, usesDatabase } from '../../stack/services/index.ts';
import { findServiceFault, liveFaultNames } from '../../simulation/services/service-faults.ts';
import { proxyFaultNames } from './proxy-fault-descriptors.ts';
import { floodParameters, telemetryFlood } from './flood-parameters.ts';
import { loadSpike, loadSpikeParameters } from './load-spike.ts';
import { serviceParameters } from './service-parameters.ts';

/** Counted from the start of the fault phase. */
const from = durationSchema.default('0s');
const window = { from, to: durationSchema };
const none = z.strictObject({}).default({});
const component = z.strictObject({ component: z.enum(componentNames) });

const inOrder = (fault: { from: string; to: string }): boolean => durationMs(fault.from) < durationMs(fault.to);
const outOfOrder = 'must end after it starts';

/** A fault of a demo service, switched on and off at its control endpoint. */
const serviceFault = z
  .strictObject({
    fault: z.enum(liveFaultNames),
    target: z.strictObject({ service: z.enum(serviceNames) }),
    /** As the fault takes them; the texts `$seed`, `$token` and `$password` stand for the run's own. */
    parameters: z.record(z.string(), z.unknown()).default({}),
    ...window,
  })
  .refine(inOrder, outOfOrder)
  .superRefine(({ fault, parameters, target: { service } }, context) => {
    const issues = serviceParameters(fault).safeParse(parameters).error?.issues ?? [];
    for (const { path, message } of issues) {
      context.addIssue({ code: 'custom', path: ['parameters', ...path], message });
    }
    if (findServiceFault(fault)?.target === 'caller' && !callsServices(service)) {
      context.addIssue({ code: 'custom', path: ['target'], message: `${service} calls no other service` });
    }
    if (findServiceFault(fault)?.target === 'querier' && !usesDatabase(service)) {
      context.addIssue({ code: 'custom', path: ['target'], message: `${service} does not use PostgreSQL` });
    }
  });

const lasting = ['pause', 'kill', 'disconnect'] as const satisfies readonly ComponentFault[];

/** A fault of a component, injected from outside; see `stack/components/component-fault.ts`. */
const componentFault = z.discriminatedUnion('fault', [
  z
    .strictObject({ fault: z.enum(lasting), target: component, parameters: none, ...window })
    .refine(inOrder, outOfOrder),
  /** Ends by itself, once the component is ready again. */
  z.strictObject({ fault: z.literal('restart' satisfies ComponentFault), target: component, parameters: none, from }),
  /** A runaway service in addition to the demo services: the run sends its spans itself. */
  z
    .strictObject({
      fault: z.literal(telemetryFlood.name),
      target: z.strictObject({ component: z.literal('otel-collector') }),
      parameters: floodParameters,
      ...window,
    })
    .refine(inOrder, outOfOrder),
]);

/** A fault of the proxy in front of the user's own application. */
const applicationFault = z
  .strictObject({
    fault: z.enum(proxyFaultNames),
    target: z.strictObject({ application: z.literal(true) }),
    parameters: z.record(z.string(), z.number()).default({}),
    ...window,
  })
  .refine(inOrder, outOfOrder);

/** A fault of the load itself: the run sends more requests. */
const loadFault = z
  .strictObject({
    fault: z.literal(loadSpike.name),
    target: z.strictObject({ load: z.literal(true) }),
    parameters: loadSpikeParameters,
    ...window,
  })
  .refine(inOrder, outOfOrder);

type FaultInput =
  | z.input<typeof serviceFault>
  | z.input<typeof componentFault>
  | z.input<typeof applicationFault>
  | z.input<typeof loadFault>;

/** The target decides which of the schemas applies: a union would report the problems of all. */
const fault = z.custom<FaultInput>().transform((input: unknown, context) => {
  const { target } = (input ?? {}) as { target?: object | null };
  const parsed = schemaFor(target ?? {}).safeParse(input);
  if (parsed.success) return parsed.data;
  for (const { path, message } of parsed.error.issues) context.addIssue({ code: 'custom', path, message });
  return z.NEVER;
});

function schemaFor(
  target: object,
): typeof serviceFault | typeof componentFault | typeof applicationFault | typeof loadFault {
  if ('application' in target) return applicationFault;
  if ('load' in target) return loadFault;
  return 'component' in target ? componentFault : serviceFault;
}

/** The faults of a scenario. */
export const faults = z.array(fault);

export type Fault = z.output<typeof faults>[number];
export type ApplicationFault = z.output<typeof applicationFault>;
export type LoadFault = z.output<typeof loadFault>;
export type ServiceFault = z.output<typeof serviceFault>;
export type TelemetryFlood = Extract<Fault, { fault: 'telemetry-flood'; target: { component: string } }>;
/** A fault that the runtime injects into a component. */
export type InjectedByRuntime = Exclude<z.output<typeof componentFault>, { fault: 'telemetry-flood' }>;

export function isServiceFault(fault: Fault): fault is ServiceFault {
  return 'service' in fault.target;
}

export function isApplicationFault(fault: Fault): fault is ApplicationFault {
  return 'application' in fault.target;
}

export function isLoadFault(fault: Fault): fault is LoadFault {
  return 'load' in fault.target;
}

export function isInjectedByRuntime(fault: Fault): fault is InjectedByRuntime {
  return 'component' in fault.target && fault.fault !== 'telemetry-flood';
}

/** The name of what a fault is on: a service, a component, `application` or `load`. */
export function targetOf({ target }: Fault): string {
  if ('application' in target) return 'application';
  if ('load' in target) return 'load';
  return 'service' in target ? target.service : target.component;
}

/** When a fault ends; undefined for one that ends by itself. */
export function endTimeOf(fault: Fault): string | undefined {
  return 'to' in fault ? fault.to : undefined;
}
