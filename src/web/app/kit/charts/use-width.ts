import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

/** Width of a small phone, used until the element is measured. */
const NARROW_PX = 320;

/**
 * Returns a reference and the width of its element. Charts are drawn in real pixels, so that their texts stay readable.
 */
export function useWidth(first: number = NARROW_PX): readonly [RefObject<HTMLDivElement | null>, number] {
  const place = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(first);
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const measure = () => setWidth(Math.max(200, Math.floor(element.clientWidth)));
    measure();
    const follow = new ResizeObserver(measure);
    follow.observe(element);
    return () => follow.disconnect();
  }, []);
  return [place, width];
}
