/** What the Collector is started with, besides its configuration, in every runtime. */
export const collectorArguments = [
  // Writes the deciding policy onto the spans that were kept: the ledger's `policies`.
  '--feature-gates=processor.tailsamplingprocessor.recordpolicy',
] as const;
