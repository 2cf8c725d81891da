import { existsSync, readdirSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defined } from '../../../lib/defined.ts';
import { UserError } from '../../../lib/errors.ts';
import { ExitCode } from '../../../lib/exit-codes.ts';
import { packageRoot } from '../../../lib/paths.ts';
import { findGo, goEnvironment } from '../../engine/build/go-tool.ts';
import { contextHash, type ContextFile } from './build-context.ts';

/** The build context: a static binary for each architecture, and a Dockerfile that copies one of them. */
export const goContextFolder = join(packageRoot, 'dist', 'go-image');
const sources = join(packageRoot, 'services', 'native');
/** As Go and Docker name them. */
const architectures = ['amd64', 'arm64'];

/** A builder other than BuildKit needs TARGETARCH as a build argument on any machine but amd64. */
const dockerfile = `FROM scratch
ARG TARGETARCH
COPY \${TARGETARCH:-amd64}/native /native
USER 10001:10001
ENTRYPOINT ["/native"]
`;

/**
 * Compiles the Go services into dist/go-image. Compiled packages are cached by Go, so that it takes about a second when
 * nothing changed.
 * @throws UserError (exit code 4) without Go, or if they do not compile.
 */
export async function compileGoServices(signal?: AbortSignal): Promise<void> {
  await findGo(process.env, signal).catch((error: unknown) => {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(`The Go services cannot be compiled: ${error.message}`, {
      code: 'services-image-failed',
      exitCode: ExitCode.bootFailed,
      hint: 'Install Go 1.26 or newer, or start without them: --services core.',
      cause: error,
    });
  });
  const { execa } = await import('execa');
  await mkdir(goContextFolder, { recursive: true });
  for (const arch of architectures) {
    const output = join(goContextFolder, arch, 'native');
    try {
      await execa('go', ['build', '-trimpath', '-ldflags=-s -w', '-o', output, '.'], {
        ...{ cwd: sources, env: { ...goEnvironment(), GOOS: 'linux', GOARCH: arch }, extendEnv: false },
        ...defined({ cancelSignal: signal }),
      });
    } catch (error) {
      signal?.throwIfAborted();
      throw new UserError(`The Go services do not compile for ${arch}`, {
        code: 'services-image-failed',
        exitCode: ExitCode.bootFailed,
        details: ((error as { stderr?: string }).stderr ?? '').trimEnd().split('\n').slice(-5),
        cause: error,
      });
    }
  }
  await writeFile(join(goContextFolder, 'Dockerfile'), dockerfile);
}

/** Compiles the Go services where their sources are: the published package has the binaries instead. */
export async function ensureGoContext(signal?: AbortSignal): Promise<void> {
  if (existsSync(sources)) await compileGoServices(signal);
}

/** The image of the Go services. Its tag is made of its content. */
export function goImage(): string {
  const files = readdirSync(goContextFolder, { recursive: true, encoding: 'utf8', withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }): ContextFile => {
      const from = join(parentPath, name);
      return { path: from.slice(goContextFolder.length + 1).replaceAll('\\', '/'), from };
    })
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  return `sandbox-go-services:${contextHash(files, 'scratch')}`;
}
