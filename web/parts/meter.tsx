import type { JSX } from 'preact';

/** A share of a whole as a bar, next to the number. */
export function Meter({ share, isQuiet = false }: { share: number; isQuiet?: boolean }): JSX.Element {
  return (
    <span class={`meter${isQuiet ? ' quiet' : ''}`} aria-hidden="true">
      <span style={{ width: `${Math.max(0, Math.min(1, share)) * 100}%` }} />
    </span>
  );
}
