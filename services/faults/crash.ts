import { defineFault, type FaultDefinition } from './fault.ts';

/** `exit` must end the process at once. */
export function crash(exit: () => void): FaultDefinition {
  return defineFault({
    name: 'crash',
    description: 'Ends the process at once with exit code 1: nothing is drained and nothing is flushed',
    specs: {
      afterMs: {
        type: 'integer',
        description: 'Milliseconds to wait before',
        minimum: 0,
        maximum: 600_000,
        default: 0,
      },
    },
    make({ afterMs }) {
      let timer: NodeJS.Timeout | undefined;
      return {
        begin: () => (timer = setTimeout(exit, afterMs)),
        end: () => clearTimeout(timer),
      };
    },
  });
}
