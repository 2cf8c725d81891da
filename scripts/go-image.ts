/**
 * Writes dist/go-image, from which Docker builds the image of the Go services: one binary for each architecture, with
 * the commands `shipping`, `legacy` and `health`. `npm pack` runs it, so that the published package needs no Go.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { packageRoot } from '../lib/paths.ts';
import { findGo, goEnvironment } from '../stack/engine/build/go-tool.ts';

/** Copies only, so it builds without a network. A builder other than BuildKit needs TARGETARCH as a build argument. */
const dockerfile = `FROM scratch
ARG TARGETARCH
COPY \${TARGETARCH}/native /native
USER 10001:10001
ENTRYPOINT ["/native"]
`;

await findGo();
const target = join(packageRoot, 'dist', 'go-image');
await mkdir(target, { recursive: true });
for (const arch of ['amd64', 'arm64']) {
  await execa('go', ['build', '-trimpath', '-ldflags=-s -w', '-o', join(target, arch, 'native'), '.'], {
    cwd: join(packageRoot, 'services', 'native'),
    env: { ...goEnvironment(), GOOS: 'linux', GOARCH: arch },
    extendEnv: false,
    stdio: 'inherit',
  });
}
await writeFile(join(target, 'Dockerfile'), dockerfile);
