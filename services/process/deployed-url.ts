import { lookup } from 'node:dns/promises';
import { optionalUrlFrom } from './environment.ts';

/**
 * The base URL of a service that a shop may have or not; undefined without it. With `LOOK_UP_SERVICES=true` a host name
 * that does not resolve means that it is not there: Docker Compose cannot set a variable by profile.
 */
export async function deployedUrl(env: NodeJS.ProcessEnv, name: string): Promise<URL | undefined> {
  const url = optionalUrlFrom(env, name);
  if (url === undefined || env.LOOK_UP_SERVICES !== 'true') return url;
  try {
    await lookup(url.hostname);
    return url;
  } catch {
    return undefined;
  }
}
