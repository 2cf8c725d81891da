#!/usr/bin/env node
// Nothing is imported statically: on a Node that is too old the other modules might not even load.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`error: sandbox needs Node 20.19 or newer, this is ${process.versions.node}\n`);
  process.exit(4);
}

const { runCommandLine } = await import('./run-command-line.ts');
process.exitCode = await runCommandLine(process.argv.slice(2));
// Whatever a library left open must not hold the command up; what was written is flushed first.
await Promise.all(
  [process.stdout, process.stderr].map((stream) => new Promise<void>((done) => stream.write('', () => done()))),
);
process.exit();

export {};
