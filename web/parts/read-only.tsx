import type { JSX } from 'preact';
import { useSandbox } from '../app/sandbox.ts';

/** Says what to do where the page was opened without the token that actions need. */
export function ReadOnly(): JSX.Element | null {
  const { source } = useSandbox();
  if (source.canAct()) return null;
  return (
    <div class="banner warn">
      This page was opened without the token of the sandbox, so it cannot change anything. Open the address that{' '}
      <code>sandbox status</code> prints.
    </div>
  );
}
