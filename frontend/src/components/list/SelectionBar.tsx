import { Button } from "antd";
import { X } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Total } from "@/api/resource";
import { IconButton } from "@/components/ui/IconButton";
import { groupDigits } from "@/lib/decimal";
import { useHotkey } from "@/lib/hotkeys";
import css from "./list.module.css";

interface SelectionBarProps {
  /** How many are selected; null for all that match. */
  count: number | null;
  total: Total | null;
  /** Extends the selection to all that match; absent when it makes no sense. */
  onAll?: (() => void) | undefined;
  onClear: () => void;
  children: ReactNode;
}

/** The floating bar of what can be done with the selected records. */
export default function SelectionBar({ count, total, onAll, onClear, children }: SelectionBarProps) {
  const { t } = useTranslation();
  useHotkey("Escape", "shell.keys.clearSelection", onClear);
  const all = total ? `${groupDigits(total.value)}${total.exact ? "" : "+"}` : "…";
  return (
    <div className={css.selection} role="toolbar" aria-label={t("common.list.selection")}>
      <span>
        {count === null ? t("common.list.allSelected", { shown: all }) : t("common.list.selected", { count })}
      </span>
      {onAll && total && total.value > (count ?? 0) ? (
        <Button type="link" size="small" onClick={onAll}>
          {t("common.list.takeAll", { shown: all })}
        </Button>
      ) : null}
      {children}
      <IconButton
        size="small"
        icon={X}
        label={t("common.list.clearSelection")}
        hotkey="Esc"
        onClick={onClear}
      />
    </div>
  );
}
