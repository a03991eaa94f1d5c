import { Button, Dropdown, Input } from "antd";
import { Plus } from "lucide-react";
import { type KeyboardEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Field } from "@/components/fields/types";
import css from "./filter.module.css";
import { filterable } from "./model";
import { useGrouped } from "./use-grouped";

interface AddConditionProps {
  fields: readonly Field[];
  onPick: (field: Field) => void;
}

/** Chooses the field of a new condition: typed words narrow the list, the arrows walk it, Enter takes one. */
export function AddCondition({ fields, onPick }: AddConditionProps) {
  const { t } = useTranslation();
  const grouped = useGrouped();
  const [typed, setTyped] = useState("");
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  const groups = grouped(
    filterable(fields).filter((field) => field.label.toLowerCase().includes(typed.trim().toLowerCase())),
  );
  const shown = groups.flatMap(([, members]) => members);
  const current = shown[Math.min(at, shown.length - 1)];
  const pick = (field: Field | undefined) => {
    if (!field) return;
    setOpen(false);
    onPick(field);
  };
  const keys = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "ArrowDown") setAt(Math.min(at + 1, shown.length - 1));
    else if (event.key === "ArrowUp") setAt(Math.max(at - 1, 0));
    else if (event.key === "Enter") pick(current);
    else return;
    // The list below must not act on the same key.
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <Dropdown
      trigger={["click"]}
      open={open}
      onOpenChange={(next) => {
        setOpen(next);
        setTyped("");
        setAt(0);
      }}
      destroyOnHidden
      menu={{
        items: groups.map(([title, members]) => ({
          key: `group:${title}`,
          type: "group" as const,
          label: title,
          children: members.map((field) => ({ key: field.path, label: field.label })),
        })),
        onClick: ({ key }) => pick(shown.find((field) => field.path === key)),
        ...(current ? { activeKey: current.path } : {}),
        style: { maxHeight: 340, overflow: "auto", boxShadow: "none" },
      }}
      popupRender={(menu) => (
        <div className={css.picker}>
          <Input
            size="small"
            autoFocus
            value={typed}
            onChange={(event) => {
              setTyped(event.target.value);
              setAt(0);
            }}
            onKeyDown={keys}
            placeholder={t("common.filter.findField")}
            aria-label={t("common.filter.findField")}
          />
          {menu}
        </div>
      )}
    >
      <Button type="text" size="small" icon={<Plus size={14} />} data-add-condition>
        {t("common.filter.addCondition")}
      </Button>
    </Dropdown>
  );
}
