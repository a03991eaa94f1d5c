import { useSyncExternalStore } from "react";
import { PHONE_MAX, WIDE_MIN } from "@/theme/tokens";

function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (listener) => {
      const list = matchMedia(query);
      list.addEventListener("change", listener);
      return () => list.removeEventListener("change", listener);
    },
    () => matchMedia(query).matches,
  );
}

/** Whether the phone's layout applies. */
export const useIsPhone = () => useMedia(`(max-width: ${PHONE_MAX}px)`);
/** Whether there is room for three columns. */
export const useIsWide = () => useMedia(`(min-width: ${WIDE_MIN}px)`);
