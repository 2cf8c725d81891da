import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../../lib/paths.ts';
import { modulesIn } from '../../../scripts/third-party-notices/build-info.ts';
import { licensesIn, splitCopyright } from '../../../scripts/third-party-notices/license-text.ts';
import { npmPackages } from '../../../scripts/third-party-notices/npm-packages.ts';
import { renderNotices } from '../../../scripts/third-party-notices/render.ts';
import { packageClosure } from '../../../stack/images/services/closure.ts';

const mit = (holder: string): string => `MIT License

Copyright (c) 2020 ${holder}

Permission is hereby granted, free of charge, ...
`;
const component = (name: string, license: string, files: { path: string; text: string }[]) => ({
  ...{ name, version: '1.0.0', license, files },
});

describe('third-party notices', () => {
  it('list every installed production dependency with a license', () => {
    const packages = npmPackages();
    const listed = new Map(packages.map((found) => [`${found.name} ${found.version}`, found.license]));
    const { dependencies } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as {
      dependencies: Record<string, string>;
    };
    const installed = packageClosure(Object.keys(dependencies), packageRoot).map(({ name, from }) => {
      const { version } = JSON.parse(readFileSync(join(from, 'package.json'), 'utf8')) as { version: string };
      return `${name} ${version}`;
    });
    expect(installed.length).toBeGreaterThan(100);
    expect(installed.filter((name) => !listed.get(name))).toEqual([]);
    const text = renderNotices('', [{ title: 'npm', components: packages }]);
    expect(packages.filter(({ name, version }) => !text.includes(`\n${name} ${version}\n  `))).toEqual([]);
    expect(
      packages.map(({ license }) => license).filter((license) => /GPL|UNLICENSED|SSPL|BUSL/.test(license)),
    ).toEqual([]);
  });

  it('contain the same license of two authors once, and both authors', () => {
    const text = renderNotices('Intro', [
      {
        title: 'Packages',
        components: [
          component('a', 'MIT', [{ path: 'LICENSE', text: mit('Ada') }]),
          component('b', 'MIT', [{ path: 'LICENSE.md', text: mit('Ben').replaceAll('\n', '\r\n') }]),
        ],
      },
    ]);
    expect(text).toContain('a 1.0.0\n  MIT, see [1]\n  Copyright (c) 2020 Ada\n');
    expect(text).toContain('b 1.0.0\n  MIT, see [1]\n  Copyright (c) 2020 Ben\n');
    expect(text.match(/Permission is hereby granted/g)).toHaveLength(1);
  });

  it('refer a package without a license file to the usual text of its license', () => {
    const components = [
      component('bare', 'MIT', []),
      component('x', 'ISC', [
        { path: 'LICENSE', text: 'Permission to use, copy, modify, and distribute this software' },
      ]),
      component('y', 'MIT', [{ path: 'LICENSE', text: mit('Y') }]),
    ];
    expect(renderNotices('', [{ title: 'Packages', components }])).toContain('bare 1.0.0\n  MIT, see [2]\n');
  });

  it('keep a NOTICE whole', () => {
    const notice = 'Thing\nCopyright 2020 The Authors\nThis product includes a library.';
    const components = [component('n', 'Apache-2.0', [{ path: 'NOTICE', text: notice }])];
    expect(renderNotices('', [{ title: 'Modules', components }])).toContain(notice);
  });

  it('know a license by its wording, in any line breaks', () => {
    expect(licensesIn('Mozilla Public License,\nversion 2.0')).toEqual(['MPL-2.0']);
    const bsd = 'Redistribution and use in source\nand binary forms, with or without ...';
    expect(licensesIn(bsd)).toEqual(['BSD-2-Clause']);
    expect(licensesIn(`${bsd} * Neither the name of Google`)).toEqual(['BSD-3-Clause']);
    expect(licensesIn('All rights reserved.')).toEqual([]);
  });

  it('take only lines that name copyright holders out of a license', () => {
    const text = 'Apache License, Version 2.0\n(c) You must retain\n Copyright [yyyy] [name]\n Copyright 2019 Ada\nend';
    expect(splitCopyright(text)).toEqual({
      copyright: ['Copyright 2019 Ada'],
      body: 'Apache License, Version 2.0\n(c) You must retain\nend',
    });
  });

  it('read modules and replaced ones out of a program, and say when there are none', () => {
    const list = 'path\tx\ndep\tgithub.com/a/b\tv1.2.3\th1:x\ndep\tk8s.io/c\tv0.1.0\n=>\t./stubs/c\t(devel)\t\n';
    const program = Buffer.concat([
      ...[Buffer.from('\0asm'), Buffer.from('3077af0c9274080241e1c107e6d618e6', 'hex'), Buffer.from(list)],
      Buffer.from('f932433186182072008242104116d8f2', 'hex'),
    ]);
    expect(modulesIn(program)).toEqual([
      { path: 'github.com/a/b', version: 'v1.2.3', replaced: false },
      { path: 'k8s.io/c', version: 'v0.1.0', replaced: true },
    ]);
    expect(() => modulesIn(Buffer.from('\0asm'))).toThrow('does not contain the list');
  });
});
