/** A Go module as a binary names it. */
export interface GoModule {
  path: string;
  version: string;
  /** Whether the build used a folder of ours in its place, such as one of `engine/stubs`; a changed copy is not ours. */
  replaced: boolean;
}

// What encloses the list in every binary. https://go.dev/src/cmd/go/internal/modload/build.go (infoStart, infoEnd)
const infoStart = Buffer.from('3077af0c9274080241e1c107e6d618e6', 'hex');
const infoEnd = Buffer.from('f932433186182072008242104116d8f2', 'hex');

/** The modules that are linked into a Go program, from the program itself; `go version -m` cannot read WebAssembly. */
export function modulesIn(program: Buffer): GoModule[] {
  const start = program.indexOf(infoStart);
  const end = program.indexOf(infoEnd, start);
  if (start === -1 || end === -1) throw new Error('the program does not contain the list of its Go modules');
  const lines = program.toString('utf8', start + infoStart.length, end).split('\n');
  return lines.flatMap((line, index) => {
    const [kind, path = '', version = ''] = line.split('\t');
    return kind === 'dep' ? [{ path, version, replaced: /^=>(?!.*\/copied\/)/.test(lines[index + 1] ?? '') }] : [];
  });
}
