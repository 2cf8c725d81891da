import { useEffect, useRef, useState } from 'preact/hooks';

/** The answer to a question that is asked again and again. */
export interface Query<T> {
  /** The last answer, also while a newer one is awaited or has failed. */
  data: T | undefined;
  /** Why the last attempt failed. */
  error: unknown;
  /** An answer to the current question is awaited. */
  isLoading: boolean;
  refresh: () => void;
}

/**
 * Asks while the component is shown and the page is visible: at once when `key` changes, then at each interval.
 *
 * @param key what the answer depends on; undefined asks nothing
 * @param options.intervalMs undefined asks once
 * @param options.keep whether the answer to the previous key stays until the next one
 */
export function useQuery<T>(
  key: string | undefined,
  ask: (signal: AbortSignal) => Promise<T>,
  { intervalMs, keep = false }: { intervalMs?: number | undefined; keep?: boolean } = {},
): Query<T> {
  const [answer, setAnswer] = useState<{ key: string; data?: T; error?: unknown }>();
  const [attempt, setAttempt] = useState(0);
  const latest = useRef(ask);
  latest.current = ask;

  useEffect(() => {
    if (key === undefined) return;
    const stop = new AbortController();
    const { signal } = stop;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const next = async (): Promise<void> => {
      if (!document.hidden) {
        try {
          const data = await latest.current(signal);
          if (!signal.aborted) setAnswer({ key, data });
        } catch (error) {
          if (!signal.aborted) setAnswer((before) => ({ key, error, ...dataOf(before, key, keep) }));
        }
      }
      if (intervalMs !== undefined && !signal.aborted) timer = setTimeout(() => void next(), intervalMs);
    };
    void next();
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [key, intervalMs, attempt, keep]);

  const isCurrent = answer !== undefined && answer.key === key;
  return {
    data: isCurrent || keep ? answer?.data : undefined,
    error: isCurrent ? answer.error : undefined,
    isLoading: key !== undefined && !isCurrent,
    refresh: () => setAttempt((count) => count + 1),
  };
}

function dataOf<T>(before: { key: string; data?: T } | undefined, key: string, keep: boolean): { data?: T } {
  return before?.data !== undefined && (keep || before.key === key) ? { data: before.data } : {};
}
