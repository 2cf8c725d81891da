import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

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
      {isFlush ? <ScrollBody label={title}>{children}</ScrollBody> : <div class="panel-body">{children}</div>}
    </section>
  );
}

/** Takes the focus where it is wider than the panel, so that keys can scroll it. */
function ScrollBody({ label, children }: { label: string; children: ComponentChildren }): JSX.Element {
  const body = useRef<HTMLDivElement>(null);
  const [isWide, setWide] = useState(false);
  useEffect(() => {
    const element = body.current;
    if (!element) return;
    const measure = (): void => setWide(element.scrollWidth > element.clientWidth);
    const observer = new ResizeObserver(measure);
    for (const one of [element, ...element.children]) observer.observe(one);
    measure();
    return () => observer.disconnect();
  });
  return (
    <div
      class="panel-body"
      ref={body}
      {...(isWide ? { tabIndex: 0, role: 'group', 'aria-label': `${label}, scrolls to the side` } : {})}
    >
      {children}
    </div>
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
