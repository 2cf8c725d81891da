export interface WatchOptions {
  /** The pause between questions, 2 s by default. */
  intervalMs?: number;
  /** How long an answer may take, 15 s by default: a busy machine must not end a run. */
  timeoutMs?: number;
}

/**
 * Asks again and again until an answer takes too long, and then calls `onSilent` with the timeout. A failed question is
 * an answer: whoever refuses a connection is not silent. The returned function ends it.
 */
export function watchAnswers(
  ask: (signal: AbortSignal) => Promise<void>,
  onSilent: (timeoutMs: number) => void,
  { intervalMs = 2_000, timeoutMs = 15_000 }: WatchOptions = {},
): () => void {
  const ended = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const question = (): void => {
    timer = setTimeout(() => {
      ended.abort();
      onSilent(timeoutMs);
    }, timeoutMs).unref();
    const again = (): void => {
      clearTimeout(timer);
      if (!ended.signal.aborted) timer = setTimeout(question, intervalMs).unref();
    };
    ask(ended.signal).then(again, again);
  };
  question();
  return () => {
    ended.abort();
    clearTimeout(timer);
  };
}
