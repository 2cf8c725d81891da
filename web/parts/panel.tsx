import type { ComponentChildren, JSX } from 'preact';

export interface PanelProps {
  title: string;
  /** Next to the title, in a quiet color. */
  note?: ComponentChildren;
  /** At the right end of the heading. */
  actions?: ComponentChildren;
  /** Without padding, for tables and lists. */
  isFlush?: boolean;
  children: ComponentChildren;
}

/** A titled part of a page. */
export function Panel({ title, note, actions, isFlush = false, children }: PanelProps): JSX.Element {
  return (
    <section class={`panel${isFlush ? ' flush' : ''}`} aria-label={title}>
      <div class="panel-head">
        <h2>{title}</h2>
        {note !== undefined && <span class="muted">{note}</span>}
        {actions !== undefined && <span class="panel-actions">{actions}</span>}
      </div>
      <div class="panel-body">{children}</div>
    </section>
  );
}

/** A number with its name. */
export function Stat({
  label,
  children,
  note,
}: {
  label: string;
  children: ComponentChildren;
  note?: ComponentChildren;
}): JSX.Element {
  return (
    <div class="stat">
      <div class="stat-label">{label}</div>
      <div class="stat-value">{children}</div>
      {note !== undefined && (
        <div class="stat-note" title={typeof note === 'string' ? note : undefined}>
          {note}
        </div>
      )}
    </div>
  );
}

/** The heading of a page, with what can be done on it. */
export function PageHead({ title, children }: { title: string; children?: ComponentChildren }): JSX.Element {
  return (
    <div class="page-head">
      <h1>{title}</h1>
      {children !== undefined && <div class="page-actions">{children}</div>}
    </div>
  );
}
