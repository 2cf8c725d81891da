import { defineFault } from './fault.ts';

/** The event loop is blocked for a share of each period: long enough to be felt, and the control endpoint still answers. */
const periodMs = 200;

export const cpuSaturation = defineFault({
  name: 'cpu-saturation',
  description: 'Keeps the CPU busy for a share of the time, during which no request makes progress',
  specs: {
    load: { type: 'number', description: 'The share of the time', minimum: 0, maximum: 1, default: 0.9 },
  },
  make({ load }) {
    let timer: NodeJS.Timeout | undefined;
    const work = (): void => {
      const end = performance.now() + load * periodMs;
      while (performance.now() < end) Math.sqrt(end);
      timer = setTimeout(work, (1 - load) * periodMs);
    };
    return { begin: work, end: () => clearTimeout(timer) };
  },
});
