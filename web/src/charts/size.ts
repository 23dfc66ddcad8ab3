import { useEffect, useRef, useState } from "preact/hooks";

/** The width that an element has, kept up with. */
export function useWidth<E extends HTMLElement>(): [preact.RefObject<E>, number] {
  const ref = useRef<E>(null);
  const [width, set] = useState(0);
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => set(Math.floor(entry!.contentRect.width)));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [ref, width];
}

/** How much larger than on a desk's screen letters are here: charts grow with them. */
export function zoom(): number {
  return parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
}
