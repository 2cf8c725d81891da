import { cpus, totalmem, type as system } from 'node:os';

/** On what was measured: a figure without it says nothing. */
export interface Machine {
  cores: number;
  model: string;
  memoryGiB: number;
  system: string;
  node: string;
}

export function describeMachine(): Machine {
  const all = cpus();
  return {
    cores: all.length,
    model: all[0]?.model.trim() ?? 'unknown',
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: system(),
    node: process.version,
  };
}
