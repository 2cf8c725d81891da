import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { goEnvironment, isRecentEnough } from '../../../stack/engine/build/go-tool.ts';
import { overlayOf } from '../../../stack/engine/build/overlay.ts';
import { hashSources, listSources } from '../../../stack/engine/build/sources.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sandbox-engine-unit-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function put(file: string, content: string): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), content);
}

describe('the hash of the sources', () => {
  beforeEach(() => {
    put('go.mod', 'module m');
    put('host/host.go', 'package host');
  });

  test('changes with a content and with a name, not with what Go leaves behind', () => {
    const before = hashSources(folder);
    expect(before).toMatch(/^[0-9a-f]{16}$/);
    put('vendor/x/x.go', 'package x');
    put('README.md', 'text');
    expect(hashSources(folder)).toBe(before);
    put('host/host.go', 'package hosts');
    const edited = hashSources(folder);
    expect(edited).not.toBe(before);
    put('host/host.go', 'package host');
    expect(hashSources(folder)).toBe(before);
    rmSync(join(folder, 'host/host.go'));
    put('host/other.go', 'package host');
    expect(hashSources(folder)).not.toBe(before);
  });

  test('changes with the other folders of a program, not with the tests in them', () => {
    put('shop/go.mod', 'module shop');
    put('service/service.go', 'package service');
    const hash = (): string | undefined => hashSources(join(folder, 'shop'), [join(folder, 'service')]);
    const before = hash();
    put('service/service_test.go', 'package service');
    expect(hash()).toBe(before);
    expect(hash()).not.toBe(hashSources(join(folder, 'shop')));
    put('service/service.go', 'package services');
    expect(hash()).not.toBe(before);
  });

  test('does not confuse where one file ends and the next begins', () => {
    put('a.go', 'xb.go');
    put('b.go', '');
    const one = hashSources(folder);
    put('a.go', 'x');
    put('b.go', 'b.go');
    expect(hashSources(folder)).not.toBe(one);
  });

  test('is undefined where there are none', () => {
    expect(hashSources(join(folder, 'host'))).toBeUndefined();
  });

  test('counts overlaid vendored files', () => {
    put('overlay/vendor/m/m.go', 'package m');
    expect(listSources(folder)).toEqual(['go.mod', 'host/host.go', 'overlay/vendor/m/m.go']);
  });
});

test.each([
  ['go1.26', true],
  ['go1.26.8', true],
  ['go1.27rc1', true],
  ['devel go1.28-abcdef', true],
  ['go2.0', true],
  ['go1.25.9', false],
  ['go1.9', false],
  ['', false],
])('%s is recent enough: %s', (version, expected) => {
  expect(isRecentEnough(version)).toBe(expected);
});

test("the user's own Go settings do not reach the build, proxies do", () => {
  const env = goEnvironment({
    GOFLAGS: '-mod=mod',
    GOOS: 'linux',
    GOWORK: '/x',
    GOPROXY: 'https://proxy.example',
    PATH: '/bin',
  });
  expect(env).toMatchObject({ GOOS: 'js', GOARCH: 'wasm', GOWORK: 'off', GOTOOLCHAIN: 'local', CGO_ENABLED: '0' });
  expect(env.GOFLAGS).toBe('-buildvcs=false');
  expect(env).toMatchObject({ GOPROXY: 'https://proxy.example', PATH: '/bin' });
});

describe('the overlay', () => {
  beforeEach(() => {
    put('overlay/removed.txt', '');
    put('overlay/edits.json', '[]');
  });

  test('stands for files of the toolchain and of vendored modules, and takes out what is listed', () => {
    put('overlay/goroot/net/lookup_unix.go', 'package net');
    put('overlay/vendor/m/m.go', 'package m');
    put('overlay/removed.txt', '# why\nm/gone.go\n');
    put('vendor/m/m.go', '');
    put('vendor/m/gone.go', '');
    expect(overlayOf(folder, '/go').Replace).toEqual({
      [join('/go', 'src/net/lookup_unix.go')]: join(folder, 'overlay/goroot/net/lookup_unix.go'),
      [join(folder, 'vendor/m/m.go')]: join(folder, 'overlay/vendor/m/m.go'),
      [join(folder, 'vendor/m/gone.go')]: '',
    });
  });

  test('is refused when a file that it replaces has moved', () => {
    put('overlay/vendor/m/m.go', 'package m');
    expect(() => overlayOf(folder, '/go')).toThrow(/m\.go is in the overlay and not in the modules or the toolchain/);
  });

  test('changes vendored files in every place that is listed for them', () => {
    put('vendor/m/m.go', 'package m\nvar a = old()\nvar b = 1\n');
    const edits = [
      { file: 'm/m.go', from: 'old()', to: 'changed()' },
      { file: 'm/m.go', from: 'b = 1', to: 'b = 2' },
    ];
    put('overlay/edits.json', JSON.stringify(edits));
    const edited = overlayOf(folder, '/go').Replace[join(folder, 'vendor/m/m.go')];
    expect(readFileSync(edited ?? '', 'utf8')).toBe('package m\nvar a = changed()\nvar b = 2\n');
  });

  test('changes files of the toolchain', () => {
    put('go/src/net/http/server.go', 'package http\nvar a = old()\n');
    put('overlay/edits.json', JSON.stringify([{ file: 'goroot/net/http/server.go', from: 'old()', to: 'changed()' }]));
    const edited = overlayOf(folder, join(folder, 'go')).Replace[join(folder, 'go/src/net/http/server.go')];
    expect(readFileSync(edited ?? '', 'utf8')).toBe('package http\nvar a = changed()\n');
  });

  test.each([
    [0, 'package m'],
    [2, 'old() + old()'],
  ])('is refused when what is to be changed is there %i times', (times, content) => {
    put('vendor/m/m.go', content);
    put('overlay/edits.json', JSON.stringify([{ file: 'm/m.go', from: 'old()', to: 'changed()' }]));
    expect(() => overlayOf(folder, '/go')).toThrow(`m/m.go has ${times} times what is to be changed: old()`);
  });
});
