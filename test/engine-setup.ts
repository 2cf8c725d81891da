import { ensureEngine } from '../stack/engine/build/ensure-engine.ts';

/** Builds the engine before the first test that needs it, where it is missing: that takes minutes, and belongs to no test's time. */
export default async function buildEngineOnce(): Promise<void> {
  let printed = -1;
  await ensureEngine({
    onProgress: ({ progress, detail }) => {
      const tenth = Math.floor(progress * 10);
      if (tenth === printed) return;
      printed = tenth;
      process.stdout.write(`engine: ${tenth * 10}% ${detail}\n`);
    },
  });
}
