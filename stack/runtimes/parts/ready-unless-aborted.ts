/**
 * Waits for a component to be ready, which an abort ends. Rejects with the signal's reason after an abort, also where the
 * component became ready at the same time: it is being ended then.
 */
export async function readyUnlessAborted(
  ready: Promise<unknown>,
  signal: AbortSignal,
  end: () => Promise<unknown>,
): Promise<void> {
  const onAbort = (): void => void end();
  signal.addEventListener('abort', onAbort, { once: true });
  await Promise.allSettled([ready]);
  signal.removeEventListener('abort', onAbort);
  signal.throwIfAborted();
  await ready;
}
