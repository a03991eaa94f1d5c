import type { ReactNode } from "react";

/**
 * Around a select with several values: Tab goes on to the next control. The component library would choose or take
 * away the option under the keyboard and stay, so that there would be no way on without the mouse.
 */
export function TabLeaves({ children }: { children: ReactNode }) {
  return (
    <div
      style={{ display: "contents" }}
      onKeyDownCapture={(event) => event.key === "Tab" && event.stopPropagation()}
    >
      {children}
    </div>
  );
}
