import type { JSX } from 'preact';
import { formatBytes } from '../../lib/format/bytes.ts';
import { pages } from '../pages/index.ts';
import { State, type Tone } from '../parts/state.tsx';
import { hrefOf } from './address.ts';
import { type Sandbox, useSandbox } from './sandbox.ts';
import { ThemeButton } from './theme.tsx';

/** The pages, and the state of the sandbox. */
export function Nav({ current }: { current: string }): JSX.Element {
  const sandbox = useSandbox();
  const { status, source } = sandbox;
  const { text, tone } = describe(sandbox);
  return (
    <header class="nav">
      <a class="brand" href="#/">
        <svg viewBox="0 0 16 16" width="20" height="20" aria-hidden="true">
          <rect width="16" height="16" rx="3.5" fill="var(--accent)" />
          <path d="M3 5h10M3 8h6M6 11h7" stroke="var(--surface)" stroke-width="1.8" stroke-linecap="round" />
        </svg>
        Sandbox
      </a>
      <nav aria-label="Pages">
        {pages.map(({ path, title }) => (
          <a key={path} href={hrefOf(`/${path}`)} aria-current={path === current ? 'page' : undefined}>
            {title}
          </a>
        ))}
      </nav>
      <div class="nav-state">
        <State tone={tone}>{text}</State>
        {status && (
          <span class="muted">
            {status.runtime}, pace {status.pace}
            {status.memoryBytes === undefined ? '' : `, ${formatBytes(status.memoryBytes)}`}
          </span>
        )}
        {!source.canAct() && (
          <span class="muted" title="Open the address that `sandbox status` prints to run scenarios and inject faults.">
            read-only
          </span>
        )}
        <ThemeButton />
      </div>
    </header>
  );
}

function describe({ connection, status, runs }: Sandbox): { text: string; tone: Tone } {
  if (connection === 'lost') return { text: 'no answer', tone: 'bad' };
  if (!status) return { text: 'connecting', tone: 'quiet' };
  const last = runs.at(-1);
  if (last && !last.end) return { text: `running ${last.scenario}`, tone: 'accent' };
  if (status.usedBy !== undefined) return { text: 'in use by a run', tone: 'accent' };
  return { text: status.state, tone: status.state === 'ready' ? 'ok' : 'warn' };
}
