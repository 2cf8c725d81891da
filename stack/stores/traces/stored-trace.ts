/** What the spans of one resource and one instrumentation scope have in common, in the wire form. */
export interface Origin {
  readonly key: string;
  readonly resourceKey: string;
  readonly service: string;
  readonly resource: Buffer;
  readonly resourceSchemaUrl: string;
  readonly scope: Buffer;
  readonly scopeSchemaUrl: string;
  uses: number;
}

/** A service's span name and kind, as `/api/v3/operations` lists them. */
export interface Operation {
  readonly key: string;
  readonly service: string;
  readonly name: string;
  /** As in OTLP: 0 unspecified, 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  readonly kind: number;
  uses: number;
}

/** A span as it was received: a part of its request's body. Decoded only when it is requested. */
export interface StoredSpan {
  readonly body: Buffer;
  readonly from: number;
  readonly to: number;
  readonly origin: Origin;
  readonly operation: Operation;
}

/** The spans of one trace, in the order of their arrival, whatever request they came in. */
export interface StoredTrace {
  /** 32 lower-case hex digits. */
  readonly id: string;
  readonly spans: Map<string, StoredSpan>;
  /** Nanoseconds since the epoch: the earliest start and the latest start of its spans. */
  firstStart: bigint;
  lastStart: bigint;
  /** What it is counted with against the store's bound. */
  bytes: number;
}
