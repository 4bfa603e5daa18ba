import { useLayoutEffect, useRef, useState } from 'react';
import type { RefObject } from 'react';
import type { Size } from './compare-geometry.ts';

/** The inner size of an element, followed as it changes; null before the first layout. */
export function useMeasuredBox<E extends HTMLElement>(): [RefObject<E | null>, Size | null] {
  const ref = useRef<E>(null);
  const [size, setSize] = useState<Size | null>(null);
  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null) return undefined;
    const read = (): void => {
      const next = { width: element.clientWidth, height: element.clientHeight };
      setSize((known) => (known?.width === next.width && known.height === next.height ? known : next));
    };
    const observer = new ResizeObserver(read);
    observer.observe(element);
    read();
    return () => observer.disconnect();
  }, []);
  return [ref, size];
}
