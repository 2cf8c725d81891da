import { packProgram } from '../stack/engine/build/ensure-program.ts';
import { programs } from '../stack/engine/build/programs.ts';

// Part of `npm pack`: the package carries its Go programs, so that it runs on Node alone.
for (const program of programs) {
  let last = -1;
  await packProgram(program, {
    onProgress: ({ progress, detail }) => {
      const percent = Math.floor(progress * 10) * 10;
      if (percent === last) return;
      last = percent;
      process.stderr.write(`${program.name}: ${percent}% ${detail}\n`);
    },
  });
  process.stderr.write(`${program.name}: packed\n`);
}
