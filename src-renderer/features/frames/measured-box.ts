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
    return follow([element], () => setSize((known) => keepIfSame(known, { width: element.clientWidth, height: element.clientHeight })));
  }, []);
  return [ref, size];
}

/** Like `useMeasuredBox`, but the height is that of the whole stage around the element, which itself grows with its content. */
export function useRoom<E extends HTMLElement>(): [RefObject<E | null>, Size | null] {
  const ref = useRef<E>(null);
  const [size, setSize] = useState<Size | null>(null);
  useLayoutEffect(() => {
    const element = ref.current;
    const stage = element?.closest('main');
    if (element === null || stage === null || stage === undefined) return undefined;
    return follow([element, stage], () =>
      setSize((known) => keepIfSame(known, { width: element.clientWidth, height: stage.clientHeight })),
    );
  }, []);
  return [ref, size];
}

function follow(elements: readonly Element[], read: () => void): () => void {
  const observer = new ResizeObserver(read);
  for (const element of elements) observer.observe(element);
  read();
  return () => observer.disconnect();
}

function keepIfSame(known: Size | null, next: Size): Size {
  return known !== null && known.width === next.width && known.height === next.height ? known : next;
}
