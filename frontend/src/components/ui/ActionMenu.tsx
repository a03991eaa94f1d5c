import { Dropdown, type DropdownProps } from "antd";
import { useRef } from "react";

/**
 * A menu behind a button. The keyboard is in the menu as soon as it opens, and back on the button when an entry has
 * been chosen, so that what the entry opens can give it back there in turn.
 */
export function ActionMenu(props: Pick<DropdownProps, "menu" | "placement" | "children">) {
  const opener = useRef<HTMLElement | null>(null);
  return (
    <Dropdown
      {...props}
      trigger={["click"]}
      autoFocus
      onOpenChange={(open, { source }) => {
        const { activeElement } = document;
        if (open) opener.current = activeElement instanceof HTMLElement ? activeElement : null;
        else if (source === "menu") opener.current?.focus();
      }}
    />
  );
}
