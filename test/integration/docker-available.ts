import { messageOf } from '../../lib/errors.ts';
import { connectDocker } from '../../stack/docker/connect.ts';
import { imagesToPull } from '../../stack/images/present.ts';

/** Why tests that need Docker are skipped here, in words for a test's title; undefined where a daemon answers and has every image. */
export async function dockerUnavailable(): Promise<string | undefined> {
  try {
    const { docker } = await connectDocker();
    const missing = await imagesToPull(docker);
    return missing.length === 0
      ? undefined
      : `images are missing: ${missing.map(({ reference }) => reference).join(', ')}`;
  } catch (error) {
    return messageOf(error).split('\n', 1).join('');
  }
}
