/** Puts off what is far from the visible part of a long list. */
import { useEffect, useRef, useState, type RefObject } from 'react';

/** How far outside the visible part something is already made, CSS pixels. */
const MARGIN = '900px';

/** A ref for the element, and whether it has ever been near the visible part; once it has, it stays. */
export function useNearView<E extends Element>(): [RefObject<E | null>, boolean] {
  const element = useRef<E>(null);
  const [near, setNear] = useState(false);
  useEffect(() => {
    const target = element.current;
    if (target === null || near) return;
    const observer = new IntersectionObserver((entries) => setNear(entries.some((entry) => entry.isIntersecting)), { rootMargin: MARGIN });
    observer.observe(target);
    return () => observer.disconnect();
  }, [near]);
  return [element, near];
}
