import { useEffect, useState } from "react";

/** Gives the focus back, when the component leaves the screen, to what had it before, unless it is elsewhere by then. */
export function useFocusBack(enabled = true) {
  // What is inside may take the focus as soon as it is drawn: afterwards would be too late to look.
  const [before] = useState(() => document.activeElement);
  useEffect(() => {
    if (!enabled || !(before instanceof HTMLElement)) return;
    return () => {
      requestAnimationFrame(() => {
        if (before.isConnected && document.activeElement === document.body) before.focus();
      });
    };
  }, [before, enabled]);
}

/** {@link useFocusBack} for content that is no component of its own, such as a popover's. */
export function FocusBack() {
  useFocusBack();
  return null;
}
