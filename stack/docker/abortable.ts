/** What `work` answers, or the signal's reason as soon as it is aborted: a request to a daemon that hangs has no end of its own. */
export async function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  // Where nobody waits for it any more.
  work.catch(() => undefined);
  signal.throwIfAborted();
  let onAbort = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason as Error);
  });
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
