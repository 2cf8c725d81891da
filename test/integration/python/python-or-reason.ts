import { messageOf } from '../../../lib/errors.ts';
import { findPython, type Python } from '../../../stack/python/find-python.ts';

/** The machine's Python, or why tests that need it are skipped. */
export async function pythonOrReason(): Promise<
  { python: Python; reason?: undefined } | { python?: undefined; reason: string }
> {
  try {
    return { python: await findPython() };
  } catch (error) {
    return { reason: messageOf(error) };
  }
}
