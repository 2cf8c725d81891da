import { ensureEngine, ensureShop } from '../stack/engine/build/ensure-engine.ts';

/** Builds the Go programs before the first test that needs them, where they are missing: that takes minutes, and belongs to no test's time. */
export default async function buildProgramsOnce(): Promise<void> {
  for (const [name, ensure] of Object.entries({ engine: ensureEngine, shop: ensureShop })) {
    let printed = -1;
    await ensure({
      onProgress: ({ progress, detail }) => {
        const tenth = Math.floor(progress * 10);
        if (tenth === printed) return;
        printed = tenth;
        process.stdout.write(`${name}: ${tenth * 10}% ${detail}\n`);
      },
    });
  }
}
