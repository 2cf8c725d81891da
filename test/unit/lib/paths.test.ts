import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cacheFolder, stateFolder } from '../../../lib/paths.ts';

describe.runIf(process.platform === 'linux')('the folders of a user', () => {
  it('are where XDG says', () => {
    expect(cacheFolder({ XDG_CACHE_HOME: '/somewhere' })).toBe('/somewhere/sandbox');
    expect(stateFolder({ XDG_STATE_HOME: '/somewhere' })).toBe('/somewhere/sandbox');
  });

  it.each([undefined, '', 'relative/path'])('are below the home folder where XDG says %j', (value) => {
    const env = value === undefined ? {} : { XDG_CACHE_HOME: value, XDG_STATE_HOME: value };
    expect(cacheFolder(env)).toBe(join(homedir(), '.cache', 'sandbox'));
    expect(stateFolder(env)).toBe(join(homedir(), '.local', 'state', 'sandbox'));
  });
});
