import { Button, type ButtonProps, Tooltip } from "antd";
import type { LucideIcon } from "lucide-react";

interface IconButtonProps extends Omit<ButtonProps, "icon"> {
  icon: LucideIcon;
  /** What it does: shown on hover and read aloud. */
  label: string;
  /** The key that does the same. */
  hotkey?: string;
}

/** A button that shows only an icon. */
export function IconButton({ icon: Icon, label, hotkey, type = "text", ...rest }: IconButtonProps) {
  return (
    <Tooltip title={hotkey ? `${label} (${hotkey})` : label} mouseEnterDelay={0.4}>
      <Button
        type={type}
        aria-label={label}
        icon={<Icon size={16} strokeWidth={1.75} aria-hidden="true" />}
        {...rest}
      />
    </Tooltip>
  );
}
