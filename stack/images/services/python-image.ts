import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pythonFolder } from '../../python/requirements.ts';
import type { ServiceName } from '../../services/index.ts';
import { pythonBase } from '../pinned.ts';
import { contextHash, type ContextFile } from './build-context.ts';

/** The image of a Python service. Its tag is made of its content: other code or packages are another image. */
export function pythonImage(service: ServiceName): string {
  return `sandbox-${service}:${contextHash(pythonContext(service), pythonBase().reference)}`;
}

/** Its Dockerfile, its lock file and its modules. */
export function pythonContext(service: ServiceName): ContextFile[] {
  const folder = pythonFolder(service);
  const modules = readdirSync(join(folder, service), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.py'))
    .map((file) => `${service}/${file.replaceAll('\\', '/')}`);
  return ['Dockerfile', 'requirements.txt', ...modules].sort().map((path) => ({ path, from: join(folder, path) }));
}
