import { Dropdown, type DropdownProps } from "antd";
import { useRef } from "react";

/**
 * A menu behind a button. The keyboard is in the menu as soon as it opens, and back on the button when it closes, so
 * that what an entry opens can give it back there in turn.
 */
export function ActionMenu(props: Pick<DropdownProps, "menu" | "placement" | "children">) {
  const opener = useRef<HTMLElement | null>(null);
  return (
    <Dropdown
      {...props}
      trigger={["click"]}
      autoFocus
      onOpenChange={(open) => {
        const { activeElement } = document;
        if (open) opener.current = activeElement instanceof HTMLElement ? activeElement : null;
        else if (activeElement === document.body || activeElement?.closest(".ant-dropdown"))
          opener.current?.focus();
      }}
    />
  );
}
