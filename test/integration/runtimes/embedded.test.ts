import { describe } from 'vitest';
import { embeddedRuntime } from '../../../stack/runtimes/embedded/runtime.ts';
import { runtimeContract } from './runtime-contract.ts';

describe('the embedded runtime', () => {
  runtimeContract(embeddedRuntime, [
    'otel-collector',
    'jaeger',
    'prometheus',
    'loki',
    'postgres',
    'gateway',
    'order',
    'payment',
  ]);
});
