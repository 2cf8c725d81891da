import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

/** Whether an element is in view or near it, so that what is far below asks for nothing. */
export function useInView<T extends Element>(): { ref: RefObject<T | null>; isInView: boolean } {
  const ref = useRef<T>(null);
  const [isInView, setInView] = useState(false);
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const observer = new IntersectionObserver((entries) => setInView(entries.at(-1)?.isIntersecting ?? false), {
      rootMargin: '240px',
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { ref, isInView };
}
