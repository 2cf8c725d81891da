import type { ComponentChildren, JSX } from 'preact';
import { errorText } from './error-text.ts';

/** Nothing is there to show: why, and what to do. */
export function Empty({ title, children }: { title: string; children?: ComponentChildren }): JSX.Element {
  return (
    <div class="empty">
      <p class="empty-title">{title}</p>
      {children !== undefined && <p>{children}</p>}
    </div>
  );
}

export function Loading({ what = 'Loading' }: { what?: string }): JSX.Element {
  return (
    <div class="empty" role="status">
      <p class="muted loading">{what}…</p>
    </div>
  );
}

/** A request failed. */
export function Failure({ error, retry }: { error: unknown; retry?: () => void }): JSX.Element {
  const { message, hint } = errorText(error);
  return (
    <div class="failure" role="alert">
      <p>{message}</p>
      {hint !== undefined && <p class="muted">{hint}</p>}
      {retry && (
        <button type="button" onClick={retry}>
          Try again
        </button>
      )}
    </div>
  );
}
