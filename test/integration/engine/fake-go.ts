import {
  appendFileSync,
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Edit } from '../../../stack/engine/build/edit-text.ts';
import { engineSources, listFiles } from '../../../stack/engine/build/sources.ts';

/** A stand-in for the Go toolchain, which answers at once: what is tested is what is done around it. */
export class FakeGo {
  readonly folder: string = mkdtempSync(join(tmpdir(), 'sandbox-fake-go-'));
  readonly #bin = join(this.folder, 'bin');

  constructor({ version = 'go1.26.8' }: { version?: string } = {}) {
    mkdirSync(this.#bin);
    const root = join(this.folder, 'root');
    mkdirSync(join(root, 'lib', 'wasm'), { recursive: true });
    writeFileSync(join(root, 'lib', 'wasm', 'wasm_exec.js'), '// glue');
    this.#writeVendor();
    writeFileSync(join(this.folder, 'env-answer'), `${version}\n${root}\n`);
    this.on('env', `cat '${this.folder}/env-answer'`);
    this.#writeCopied();
    this.on(
      'mod',
      `if [ "$2" = download ]; then echo '{"Dir": "${this.folder}/copied"}'; exit; fi
      echo 'go: downloading example.org/m v1.0.0' >&2; cp -r '${this.folder}/vendor' vendor`,
    );
    this.on('list', 'echo a; echo b');
    this.on('build', 'echo a >&2; echo b >&2; for last; do out=$prev; prev=$last; done; echo wasm > "$out"');
    const cases = 'exec sh "$0.$1" "$@"';
    writeFileSync(join(this.#bin, 'go'), `#!/bin/sh\necho "$1" >> '${this.folder}/calls'\n${cases}\n`);
    chmodSync(join(this.#bin, 'go'), 0o755);
    this.onNpm('echo "npm error code E404" >&2; exit 1');
  }

  /** What `go COMMAND` does, as a shell script. */
  on(command: string, script: string): void {
    writeFileSync(join(this.#bin, `go.${command}`), script);
  }

  /** What `npm` does, as a shell script: by default, it finds no package. */
  onNpm(script: string): void {
    writeFileSync(join(this.#bin, 'npm'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }

  /** How often `go COMMAND` was called. */
  calls(command: string): number {
    return this.#text('calls')
      .split('\n')
      .filter((line) => line === command).length;
  }

  /** The environment of a user who has this Go, and their own cache. */
  get env(): NodeJS.ProcessEnv {
    return { PATH: `${this.#bin}:/usr/bin:/bin`, XDG_CACHE_HOME: join(this.folder, 'cache') };
  }

  /** What the engine's folder of the cache holds, without the lock. */
  get cached(): string[] {
    return readdirSync(join(this.folder, 'cache', 'sandbox', 'engine')).filter((name) => !name.startsWith('lock'));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #text(file: string): string {
    try {
      return readFileSync(join(this.folder, file), 'utf8');
    } catch {
      return '';
    }
  }

  /** A module in which everything is that the build changes in its copies. */
  #writeCopied(): void {
    const copied = JSON.parse(readFileSync(join(engineSources, 'copied.json'), 'utf8')) as {
      edits: { file: string; from: string }[];
    }[];
    for (const { file, from } of copied.flatMap(({ edits }) => edits)) {
      mkdirSync(dirname(join(this.folder, 'copied', file)), { recursive: true });
      appendFileSync(join(this.folder, 'copied', file), from);
    }
  }

  /** Vendored modules in which everything is that the overlay replaces or changes. */
  #writeVendor(): void {
    const overlay = join(engineSources, 'overlay');
    const vendor = join(this.folder, 'vendor');
    cpSync(join(overlay, 'vendor'), vendor, { recursive: true });
    const removed = readFileSync(join(overlay, 'removed.txt'), 'utf8').split('\n');
    for (const file of removed.filter((line) => line !== '' && !line.startsWith('#'))) {
      mkdirSync(dirname(join(vendor, file)), { recursive: true });
      writeFileSync(join(vendor, file), '');
    }
    const edits = (file: string): Edit[] => JSON.parse(readFileSync(join(overlay, file), 'utf8')) as Edit[];
    const ofToolchain = edits('goroot/edits.json').map((edit) => ({ ...edit, file: `goroot/${edit.file}` }));
    for (const { file, from } of [...edits('edits.json'), ...ofToolchain]) {
      const path = file.startsWith('goroot/')
        ? join(this.folder, 'root', file.replace('goroot', 'src'))
        : join(vendor, file);
      mkdirSync(dirname(path), { recursive: true });
      appendFileSync(path, `${from}\n`);
    }
    if (listFiles(vendor).length === 0) throw new Error('The overlay is empty.');
  }
}
