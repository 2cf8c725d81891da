/** What is wrong with a fake stack. */
export interface Failures {
  /** The sampler has no policy for errors. */
  withoutErrorsPolicy?: boolean;
  /** The exporter loses every n-th trace that was sampled. */
  loseAfterSampling?: number;
  /** Every n-th trace never reaches the Collector. */
  loseBeforeSampling?: number;
  /** The spans of the payment service are missing. */
  withoutPaymentSpans?: boolean;
  /** The rule's expression never matches. */
  deafRule?: boolean;
  /** The alert is pending for the first seconds, as on a machine that is busy starting. */
  alertAtFirst?: boolean;
  withoutLogs?: boolean;
  /** Secrets go through to every backend. */
  withoutRedaction?: boolean;
  unhealthy?: boolean;
  /** Nothing listens on the port of the gateway. */
  deadGateway?: boolean;
  faultRefused?: boolean;
  faultIgnored?: boolean;
  /** A fault that was switched on stays on. */
  faultSticks?: boolean;
  withoutTraceIds?: boolean;
  /** The runtime cannot inject faults into components. */
  injectionRefused?: boolean;
  /** It reports success, but the component keeps running. */
  componentFaultIgnored?: boolean;
  /** A faulted component does not come back. */
  componentFaultStays?: boolean;
  /** Nothing answers a flood. */
  collectorGone?: boolean;
  /** The Collector refuses nothing. */
  roomForAll?: boolean;
  /** The Collector does not count the spans that it refuses. */
  uncountedRefusals?: boolean;
  /** The Collector refuses every n-th trace, and the services give it up. */
  refuse?: number;
  /** Head sampling samples every n-th trace only. */
  headSampling?: number;
  /** As `refuse`, and the services do not say so. */
  refuseInSilence?: number;
  /** Of every n-th request, if it is an order, the Collector refuses the span of the order service, which drops it. */
  refuseOrderSpan?: number;
  /** As `refuseOrderSpan`, but the service sends the span again, after the sampler decided. */
  delayOrderSpan?: number;
  /** As `refuseOrderSpan`, but the span is lost without being counted. */
  loseOrderSpan?: number;
}

/** Of the floods that the fake stack is sent. */
export const floodParameters = { requestsPerSecond: 10, spansPerRequest: 4, bytesPerSpan: 100 };
