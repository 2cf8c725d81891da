import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { daemonAddress } from '../../../stack/docker/daemon-address.ts';
import { dockerEndpoints } from '../../../stack/docker/endpoint.ts';
import { temporaryFolder } from '../session/temporary-folder.ts';

/** A home folder in which the docker command has a context `name`, which is the current one. */
function homeWith(name: string, host: string | undefined, withCertificates = false): string {
  const home = temporaryFolder();
  const id = createHash('sha256').update(name).digest('hex');
  const docker = join(home, '.docker');
  mkdirSync(join(docker, 'contexts', 'meta', id), { recursive: true });
  writeFileSync(join(docker, 'config.json'), JSON.stringify({ currentContext: name }));
  const meta = { Name: name, Endpoints: { docker: host === undefined ? {} : { Host: host } } };
  writeFileSync(join(docker, 'contexts', 'meta', id, 'meta.json'), JSON.stringify(meta));
  if (withCertificates) mkdirSync(join(docker, 'contexts', 'tls', id, 'docker'), { recursive: true });
  return home;
}

test.skipIf(process.platform === 'win32')('the usual sockets are looked at where nothing else is said', () => {
  const hosts = dockerEndpoints({ HOME: temporaryFolder(), XDG_RUNTIME_DIR: '/run/user/7' }).map(({ host }) => host);
  expect(hosts.slice(0, 2)).toEqual(['unix:///var/run/docker.sock', 'unix:///run/user/7/docker.sock']);
  expect(hosts.slice(2).every((host) => host.endsWith('docker.sock') && host.includes('.docker/'))).toBe(true);
});

test('DOCKER_HOST wins over a context, and DOCKER_CONTEXT over the current one', () => {
  const HOME = homeWith('mine', 'unix:///mine.sock');
  expect(dockerEndpoints({ HOME })).toEqual([{ host: 'unix:///mine.sock', from: 'the Docker context "mine"' }]);
  expect(dockerEndpoints({ HOME, DOCKER_HOST: 'unix:///other.sock' })).toEqual([
    { host: 'unix:///other.sock', from: 'DOCKER_HOST' },
  ]);
  expect(dockerEndpoints({ HOME, DOCKER_HOST: '127.0.0.1:2375' })[0]?.host).toBe('tcp://127.0.0.1:2375');
  expect(dockerEndpoints({ HOME, DOCKER_CONTEXT: 'default' })[0]?.from).toBeUndefined();
  expect(() => dockerEndpoints({ HOME, DOCKER_CONTEXT: 'gone' })).toThrow('The Docker context "gone" does not exist.');
});

test('a context may bring certificates, and may be broken', () => {
  expect(dockerEndpoints({ HOME: homeWith('tls', 'tcp://127.0.0.1:2376', true) })[0]?.certificates).toMatch(
    /tls.*docker$/,
  );
  expect(() => dockerEndpoints({ HOME: homeWith('empty', undefined) })).toThrow('names no daemon');
  const home = homeWith('mine', 'unix:///mine.sock');
  writeFileSync(join(home, '.docker', 'config.json'), '{ not json');
  expect(() => dockerEndpoints({ HOME: home })).toThrow(/config\.json is not valid JSON/);
});

test.each([
  ['unix:///var/run/docker.sock', { protocol: 'http', socketPath: '/var/run/docker.sock' }],
  ['npipe:////./pipe/docker_engine', { protocol: 'http', socketPath: '//./pipe/docker_engine' }],
  ['tcp://localhost:2375', { protocol: 'http', host: 'localhost', port: 2375 }],
  ['tcp://[::1]', { protocol: 'http', host: '::1', port: 2375 }],
])('%s is a daemon of this machine', (host, address) => {
  expect(daemonAddress({ host })).toEqual(address);
});

test.each([
  ['ssh://me@elsewhere', 'docker-remote'],
  ['tcp://docker:2375', 'docker-remote'],
  ['tcp://127.example.com:2375', 'docker-remote'],
  ['nonsense', 'docker-address'],
  ['ftp://127.0.0.1', 'docker-address'],
])('%s is not', (host, code) => {
  expect(() => daemonAddress({ host, from: 'DOCKER_HOST' })).toThrow(
    expect.objectContaining({ code, exitCode: 4, message: expect.stringContaining(host) as string }) as Error,
  );
});

test('certificates that are not there are named', () => {
  const certificates = temporaryFolder();
  expect(() => daemonAddress({ host: 'tcp://127.0.0.1:2376', certificates })).toThrow(/ca\.pem cannot be read/);
});
