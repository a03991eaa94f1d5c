import { ArrowDown, ArrowDownUp, ArrowUp } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Field } from "@/components/fields/types";
import { ActionMenu } from "@/components/ui/ActionMenu";
import { IconButton } from "@/components/ui/IconButton";
import type { SortTerm } from "./search";

interface SortMenuProps {
  fields: readonly Field[];
  sort: readonly SortTerm[];
  onSort: (path: string, add: boolean) => void;
}

/** Sorts by any sortable field, shown as a column or not: cards have no column heads to press. */
export function SortMenu({ fields, sort, onSort }: SortMenuProps) {
  const { t } = useTranslation();
  const arrow = (path: string) => {
    const term = sort.find((each) => each.name === path);
    if (!term) return <span style={{ display: "inline-block", width: 14 }} />;
    return term.descending ? <ArrowDown size={14} /> : <ArrowUp size={14} />;
  };
  const sortable = fields.filter((field) => field.sortable && field.widget !== "none");
  return (
    <ActionMenu
      placement="bottomRight"
      menu={{
        items: sortable.map((field) => ({ key: field.path, icon: arrow(field.path), label: field.label })),
        selectedKeys: sort.map((term) => term.name),
        onClick: ({ key, domEvent }) => onSort(key, domEvent.shiftKey),
        style: { maxHeight: 400, overflow: "auto" },
      }}
    >
      <IconButton size="small" icon={ArrowDownUp} label={t("common.list.sort")} />
    </ActionMenu>
  );
}
