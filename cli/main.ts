#!/usr/bin/env node
// No static imports: the other modules may not load on an unsupported version of Node.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`error: sandbox needs Node 20.19 or newer; this is Node ${process.versions.node}\n`);
  process.exit(4);
}

const { runCommandLine } = await import('./run-command-line.ts').catch((error: unknown): never => {
  // The module that reports errors could not be loaded either.
  if (!(error instanceof Error && 'code' in error && error.code === 'EMFILE')) throw error;
  process.stderr.write('error: This process may not open enough files: allow 1,024 or more with `ulimit -n`\n');
  process.exit(4);
});
process.exitCode = await runCommandLine(process.argv.slice(2));
// Handles that a library left open must not keep the process running. Flush the output first.
await Promise.all(
  [process.stdout, process.stderr].map((stream) => new Promise<void>((done) => stream.write('', () => done()))),
);
process.exit();

export {};
