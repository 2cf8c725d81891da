import { execFileSync } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import Dockerode from 'dockerode';
import { expect, test } from 'vitest';
import { pythonFolder } from '../../../stack/python/requirements.ts';
import { pythonServiceNames } from '../../../stack/services/index.ts';
import { buildImage } from '../../../stack/images/services/build-image.ts';
import { pythonContext } from '../../../stack/images/services/python-image.ts';

// A client of the daemon applies .dockerignore, also to the Dockerfile, which the command line always sends.
test.for(pythonServiceNames)('the daemon gets the Dockerfile and every file of %s', async (service) => {
  let sent: Buffer | undefined;
  const daemon = createServer((request, response) => {
    void buffer(request).then((body) => {
      sent = body;
      response.end();
    });
  });
  await new Promise<void>((resolve) => daemon.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = daemon.address() as AddressInfo;
    const paths = pythonContext(service).map(({ path }) => path);
    await buildImage(
      { reference: 'sandbox-test:1', services: [service], folder: pythonFolder(service), src: paths, options: {} },
      { docker: new Dockerode({ protocol: 'http', host: '127.0.0.1', port }), onComponent: () => undefined },
    );
    const listed = execFileSync('tar', ['-tzf', '-'], { input: sent, encoding: 'utf8' }).trim().split('\n');
    expect(listed.sort()).toEqual(paths);
    expect(listed).toContain('Dockerfile');
  } finally {
    daemon.close();
  }
});
