import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { parse } from 'yaml';
import { packageRoot } from '../lib/paths.ts';

// Writes check/inputs/collector/contrib-release.ts: the component types of a release of the contrib distribution, the
// names that they had before, and the types that earlier releases had. Usage: npm run generate:contrib -- CONTRIB CLONE
// CONTRIB: the root module of opentelemetry-collector-contrib at the release, where this prints its folder:
//   go mod download -json github.com/open-telemetry/opentelemetry-collector-contrib@v0.161.0
// CLONE: opentelemetry-collector-releases with its tags, whose manifests name the modules of each earlier release.

const kinds = ['receivers', 'processors', 'exporters', 'connectors', 'extensions'] as const;
type Kind = (typeof kinds)[number];
type ByKind<T> = Record<Kind, T>;
type Manifest = Partial<ByKind<{ gomod: string }[]>>;

const contribModule = 'github.com/open-telemetry/opentelemetry-collector-contrib/';

/** Types that are not the name of their module without its suffix, apart from underscores. */
const otherwise: Readonly<Record<string, string>> = {
  'receivers simpleprometheus': 'prometheus_simple',
  'receivers podman': 'podman_stats',
  'receivers awscontainerinsight': 'awscontainerinsightreceiver',
  'exporters otlp': 'otlp_grpc',
  'exporters otlphttp': 'otlp_http',
  'extensions asapauth': 'asapclient',
  'extensions oauth2clientauth': 'oauth2client',
  'extensions oidcauth': 'oidc',
  'extensions storage': 'file_storage',
  'processors memorylimiter': 'memory_limiter',
};

/** Former names that the changelog does not have in a form that can be read, or that are of the Collector's core. */
const otherNames: Partial<ByKind<Record<string, string>>> = {
  receivers: { azuremonitor: 'azure_monitor', icmpcheckreceiver: 'icmp_check' },
  processors: { metricstarttime: 'metric_start_time' },
  exporters: { otlp: 'otlp_grpc', otlphttp: 'otlp_http' },
};

/** Renamed while it was in development: the former name does not work. */
const withoutAlias = 'genainormalizer';

const [contrib, clone] = process.argv.slice(2);
if (contrib === undefined || clone === undefined) throw new Error('usage: npm run generate:contrib -- CONTRIB CLONE');

const manifestOf = (text: string): Manifest => parse(text) as Manifest;
const byKind = <T>(value: (kind: Kind) => T): ByKind<T> =>
  Object.fromEntries(kinds.map((kind) => [kind, value(kind)])) as ByKind<T>;
const plain = (type: string): string => type.replaceAll('_', '');
const alike = (types: Iterable<string>, type: string): string | undefined =>
  [...types].find((one) => plain(one) === plain(type));
const sorted = <T>(found: ReadonlyMap<string, T>): Record<string, T> =>
  Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1)));

const version = /github\.com\/open-telemetry\/opentelemetry-collector-contrib@v([\d.]+)/.exec(contrib)?.[1] ?? '';
if (version === '') throw new Error(`${contrib} does not name its release`);
const releases = releasesBefore(clone);
const last = releases.at(-1);
if (!last) throw new Error(`${clone} has no releases of the contrib distribution`);
const types = typesOfRelease(contrib, last.manifest);
const names = formerNames(readFileSync(join(contrib, 'CHANGELOG.md'), 'utf8'), types);

const file = join(packageRoot, 'check', 'inputs', 'collector', 'contrib-release.ts');
const data = { version, types: byKind((kind) => [...types[kind]].sort()), renamed: names, removed: removedTypes() };
const source = `// Generated from release ${version} of the contrib distribution and those before it by \`npm run generate:contrib\`. Do
// not edit.

/**
 * The component types of a release of the contrib distribution by their current names, the former names that still work,
 * and the release that removed each earlier type.
 */
export const contribRelease: {
  version: string;
  types: Readonly<Record<string, readonly string[]>>;
  renamed: Readonly<Record<string, Readonly<Record<string, string>>>>;
  removed: Readonly<Record<string, Readonly<Record<string, string>>>>;
} = ${JSON.stringify(data)};
`;
await writeFile(file, await format(source, { ...(await resolveConfig(file)), filepath: file }));

/**
 * The types whose module was in the last manifest and is still built, or that contrib reports as new in the distribution,
 * as they are spelled in the report or the changelog.
 */
function typesOfRelease(folder: string, manifest: Manifest): ByKind<Set<string>> {
  const read = (...path: string[]): string => readFileSync(join(folder, ...path), 'utf8');
  const report = parse(read('reports', 'distributions', 'contrib.yaml')) as { components: Record<string, string[]> };
  const built = manifestOf(read('cmd', 'otelcontribcol', 'builder-config.yaml'));
  const changelog = read('CHANGELOG.md');
  return byKind((kind) => {
    const one = kind.slice(0, -1);
    const reported = report.components[one] ?? [];
    const logged = [...changelog.matchAll(new RegExp(`^- \`${one}/(\\w+)\`: [Rr]ename`, 'gm'))];
    const spelled = [...reported, ...logged.flatMap(([, name]) => name ?? [])];
    const there = typesOf(kind, built);
    const others = (manifest[kind] ?? []).filter(({ gomod }) => !gomod.startsWith(contribModule));
    const kept = [...typesOf(kind, manifest)].filter((type) => alike(there, type));
    const isNew = (type: string): boolean =>
      alike(there, type) !== undefined && !releases.some((each) => alike(typesOf(kind, each.manifest), type));
    const found = [...kept, ...typesOf(kind, { [kind]: others }), ...reported.filter(isNew)];
    return new Set(found.map((type) => alike(spelled, type) ?? type));
  });
}

/** The names in "Rename `a` to `b` with deprecated alias `a`" and its variants. */
function formerNames(changelog: string, current: ByKind<ReadonlySet<string>>): ByKind<Record<string, string>> {
  return byKind((kind) => {
    const found = new Map(Object.entries(otherNames[kind] ?? {}));
    const lines = changelog.matchAll(new RegExp(`^- \`${kind.slice(0, -1)}/.*(?:[Rr]ename|deprecated alias).*$`, 'gm'));
    for (const [line] of lines) {
      const quoted = [...line.matchAll(/[`']([a-z0-9_]+)[`']/g)].flatMap(([, name]) => name ?? []);
      for (const former of [...quoted, ...(/Rename (\w+) receiver/.exec(line)?.slice(1, 2) ?? [])]) {
        const now = alike(current[kind], former);
        if (now !== undefined && now !== former && former !== withoutAlias) found.set(former, now);
      }
    }
    return sorted(found);
  });
}

function removedTypes(): ByKind<Record<string, string>> {
  return byKind((kind) => {
    const gone = new Map<string, string>();
    for (const [index, { manifest }] of releases.entries()) {
      const next = releases[index + 1];
      const later = next ? typesOf(kind, next.manifest) : types[kind];
      for (const type of typesOf(kind, manifest)) {
        if (!alike(later, type) && !alike(types[kind], type)) gone.set(type, next?.version ?? version);
      }
    }
    return sorted(gone);
  });
}

/** Releases with a manifest of the distribution, before the release, the earliest first. */
function releasesBefore(folder: string): { version: string; manifest: Manifest }[] {
  const git = (...args: string[]): string =>
    execFileSync('git', ['-C', folder, ...args], {
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  const numbers = (text: string): [number, number] => {
    const [, minor = 0, patch = 0] = text.split('.').map(Number);
    return [minor, patch];
  };
  const compare = (a: string, b: string): number => numbers(a)[0] - numbers(b)[0] || numbers(a)[1] - numbers(b)[1];
  const found = git('tag')
    .split('\n')
    .filter((tag) => /^v0\.\d+\.\d+$/.test(tag));
  const before = found
    .map((tag) => tag.slice(1))
    .filter((one) => compare(one, version) < 0)
    .sort(compare);
  return before.flatMap((one) => {
    try {
      return [
        { version: one, manifest: manifestOf(git('show', `v${one}:distributions/otelcol-contrib/manifest.yaml`)) },
      ];
    } catch {
      // An early release has no manifest.
      return [];
    }
  });
}

function typesOf(kind: Kind, manifest: Manifest): Set<string> {
  return new Set((manifest[kind] ?? []).map(({ gomod }) => typeOfModule(kind, gomod)));
}

function typeOfModule(kind: Kind, gomod: string): string {
  const [path = ''] = gomod.trim().split(/\s+/);
  const parts = path.split('/').filter((part) => !/^v\d+$/.test(part));
  const name = (parts.at(-1) ?? '').replace(new RegExp(`${kind.slice(0, -1)}$`), '');
  return otherwise[`${kind} ${name}`] ?? name;
}
