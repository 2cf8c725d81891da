import { defineFault } from './fault.ts';

export const clockSkew = defineFault({
  name: 'clock-skew',
  description: 'Shifts the timestamps of spans and log records, as a clock that is wrong does',
  specs: {
    offsetMs: {
      type: 'integer',
      description: 'Milliseconds by which the clock is ahead; negative if it is behind',
      minimum: -3_600_000,
      maximum: 3_600_000,
      required: true,
    },
  },
  make: ({ offsetMs }) => ({ clockOffsetMs: () => offsetMs }),
});
