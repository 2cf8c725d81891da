import { packEngine } from '../stack/engine/build/ensure-engine.ts';

// Part of `npm pack`: the package carries the engine, so that it runs on Node alone.
let last = -1;
await packEngine(undefined, {
  onProgress: ({ progress, detail }) => {
    const percent = Math.floor(progress * 10) * 10;
    if (percent === last) return;
    last = percent;
    process.stderr.write(`engine: ${percent}% ${detail}\n`);
  },
});
process.stderr.write('engine: packed\n');
