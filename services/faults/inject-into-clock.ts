import type { HrTime } from '@opentelemetry/api';
import { BatchLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { BatchSpanProcessor } from '@opentelemetry/sdk-trace';
import type { FaultSet } from './fault-set.ts';

/** Lets faults shift the timestamps of spans and log records when these reach the SDK's processors. */
export function injectIntoClock(faults: FaultSet): void {
  const spans = BatchSpanProcessor.prototype;
  const logs = BatchLogRecordProcessor.prototype;
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with its own `this` below
  const { onEnd } = spans;
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with its own `this` below
  const { onEmit } = logs;
  spans.onEnd = function (span) {
    const ms = faults.clockOffsetMs();
    if (ms !== 0) {
      const times: { startTime: HrTime; endTime: HrTime } = span;
      times.startTime = shifted(span.startTime, ms);
      times.endTime = shifted(span.endTime, ms);
      for (const event of span.events) event.time = shifted(event.time, ms);
    }
    onEnd.call(this, span);
  };
  logs.onEmit = function (record) {
    const ms = faults.clockOffsetMs();
    if (ms !== 0) {
      record.hrTime = shifted(record.hrTime, ms);
      record.hrTimeObserved = shifted(record.hrTimeObserved, ms);
    }
    onEmit.call(this, record);
  };
}

/** `ms` is a whole number, which may be negative. */
export function shifted([seconds, nanos]: HrTime, ms: number): HrTime {
  const ahead = nanos + (ms % 1000) * 1_000_000;
  const carry = Math.floor(ahead / 1_000_000_000);
  return [seconds + Math.trunc(ms / 1000) + carry, ahead - carry * 1_000_000_000];
}
