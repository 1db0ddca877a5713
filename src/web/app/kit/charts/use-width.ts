import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

/** A small phone, until the place is measured. */
const NARROW_PX = 320;

/** The width of the element that holds the ref: a chart is drawn in real pixels, so that its words stay readable. */
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
