import { useCallback, useState } from "react";

/** State kept on this device under `guanxi.{name}`; anything unreadable counts as absent. */
export function useStored<T>(name: string, initial: T): [T, (next: T) => void] {
  const key = `guanxi.${name}`;
  const [value, setValue] = useState<T>(() => {
    try {
      const text = localStorage.getItem(key);
      return text === null ? initial : (JSON.parse(text) as T);
    } catch {
      return initial;
    }
  });
  const store = useCallback(
    (next: T) => {
      setValue(next);
      try {
        localStorage.setItem(key, JSON.stringify(next));
      } catch {
        // Storage may be full or blocked; the choice then lasts until the page is closed.
      }
    },
    [key],
  );
  return [value, store];
}
