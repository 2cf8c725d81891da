import { ROOT_CONTEXT } from '@opentelemetry/api';
import { SamplingDecision, TraceIdRatioBasedSampler } from '@opentelemetry/sdk-trace';
import { defineFault } from './fault.ts';

/** What `OTEL_TRACES_SAMPLER=traceidratio` does in one service: without `parentbased_` it ignores its caller's decision. */
export const inconsistentSampling = defineFault({
  name: 'inconsistent-sampling',
  description: 'Samples a share of incoming traces by their trace id, whatever the caller decided',
  specs: {
    ratio: {
      type: 'number',
      description: 'The share of traces that it samples',
      minimum: 0,
      maximum: 1,
      default: 0.25,
    },
  },
  make({ ratio }) {
    const sampler = new TraceIdRatioBasedSampler(ratio);
    return {
      samples: (traceId) =>
        sampler.shouldSample(ROOT_CONTEXT, traceId).decision === SamplingDecision.RECORD_AND_SAMPLED,
    };
  },
});
