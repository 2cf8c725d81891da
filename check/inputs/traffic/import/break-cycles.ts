import type { OperationSamples, ServiceSamples, Slot, Slots } from './samples.ts';

/**
 * Drops the steps whose call or message closes a cycle of operations, which a traffic file cannot have. Returns how many.
 */
export function breakCycles(services: ReadonlyMap<string, ServiceSamples>): number {
  const operations = new Map<string, OperationSamples[]>();
  for (const [name, service] of services) {
    for (const operation of service.operations.values()) {
      const key = operation.kind === 'consumes' ? `CONSUME ${operation.name}` : `${name} ${operation.name}`;
      operations.set(key, [...(operations.get(key) ?? []), operation]);
    }
  }
  const done = new Set<OperationSamples>();
  const open = new Set<OperationSamples>();
  let dropped = 0;
  const visit = (operation: OperationSamples): void => {
    if (done.has(operation)) return;
    open.add(operation);
    for (const slot of slotsIn(operation.steps)) {
      const targets = operations.get(targetOf(slot)) ?? [];
      for (const target of targets) {
        if (!open.has(target)) visit(target);
        else if (!slot.isDropped) {
          slot.isDropped = true;
          dropped += 1;
        }
      }
    }
    open.delete(operation);
    done.add(operation);
  };
  for (const all of operations.values()) for (const operation of all) visit(operation);
  return dropped;
}

function slotsIn(slots: Slots): Slot[] {
  return slots.inOrder().flatMap((slot) => [slot, ...slotsIn(slot.steps)]);
}

function targetOf({ shape }: Slot): string {
  return shape.do === 'call' ? shape.target : shape.do === 'send' ? `CONSUME ${shape.destination}` : '';
}
