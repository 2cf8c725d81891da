import type { ComponentChildren, HTMLAttributes, JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { visibleRange } from './visible-range.ts';

export interface VirtualListProps<T> {
  items: readonly T[];
  keyOf: (item: T) => string;
  /** Every row has this height, in pixels. */
  rowHeight: number;
  label: string;
  /** Above the rows, and scrolled with them to the sides. */
  head?: ComponentChildren;
  render: (item: T, index: number) => ComponentChildren;
  /** The key of the selected row; it is scrolled into view when it changes. */
  selected?: string | undefined;
  onSelect?: (item: T) => void;
  /** With enter or a click. */
  onOpen?: (item: T) => void;
  /** For keys that the list does not use; returns whether it used one. */
  onKey?: (key: string, item: T) => boolean;
  /** `list` by default; in a tree, `rowProps` gives level and expansion. */
  role?: 'listbox' | 'tree';
  rowProps?: (item: T) => HTMLAttributes<HTMLDivElement>;
}

/** A list that draws only the rows in view, so that thousands cost as much as a screenful. */
export function VirtualList<T>(props: VirtualListProps<T>): JSX.Element {
  const {
    items,
    keyOf,
    rowHeight,
    label,
    head,
    render,
    selected,
    onSelect,
    onOpen,
    role = 'listbox',
    rowProps,
  } = props;
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 600 });
  const index = selected === undefined ? -1 : items.findIndex((item) => keyOf(item) === selected);

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const read = (): void => setView({ top: element.scrollTop, height: element.clientHeight });
    const observer = new ResizeObserver(read);
    observer.observe(element);
    element.addEventListener('scroll', read, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', read);
    };
  }, []);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element || index < 0) return;
    const headHeight = element.scrollHeight - items.length * rowHeight;
    const top = index * rowHeight;
    const bottom = top + rowHeight + Math.max(0, headHeight) - element.clientHeight;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (bottom > element.scrollTop) element.scrollTop = bottom;
  }, [selected]);

  const { from, to } = visibleRange({ ...view, rowHeight, count: items.length });
  const move = (next: number): void => {
    const item = items[Math.max(0, Math.min(items.length - 1, next))];
    if (item !== undefined) onSelect?.(item);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const page = Math.max(1, Math.floor(view.height / rowHeight) - 1);
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page };
    const item = items[index];
    if (event.key in steps) move(index < 0 ? 0 : index + (steps[event.key] ?? 0));
    else if (event.key === 'Home') move(0);
    else if (event.key === 'End') move(items.length - 1);
    else if (event.key === 'Enter' && item !== undefined) onOpen?.(item);
    else if (item === undefined || !props.onKey?.(event.key, item)) return;
    event.preventDefault();
  };

  return (
    <div
      class="virtual"
      ref={box}
      role={role}
      aria-label={label}
      tabIndex={0}
      aria-activedescendant={index >= from && index < to ? rowId(label, index) : undefined}
      onKeyDown={onKeyDown}
    >
      {head !== undefined && <div class="virtual-head">{head}</div>}
      <div class="virtual-rows" style={{ height: `${items.length * rowHeight}px` }}>
        {items.slice(from, to).map((item, offset) => (
          <div
            key={keyOf(item)}
            id={rowId(label, from + offset)}
            class="virtual-row"
            role={role === 'tree' ? 'treeitem' : 'option'}
            aria-selected={from + offset === index}
            style={{ top: `${(from + offset) * rowHeight}px`, height: `${rowHeight}px` }}
            onClick={() => {
              onSelect?.(item);
              onOpen?.(item);
            }}
            {...rowProps?.(item)}
          >
            {render(item, from + offset)}
          </div>
        ))}
      </div>
    </div>
  );
}

function rowId(label: string, index: number): string {
  return `${label.replaceAll(/\W+/g, '-')}-${index}`;
}
