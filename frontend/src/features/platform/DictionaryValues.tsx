import { useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { ArrowDown, ArrowUp, MoreHorizontal, Plus, Trash2 } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { useMay } from "@/api/reference-data";
import type { Dictionary, DictionaryValue } from "@/api/types";
import { ActionMenu } from "@/components/ui/ActionMenu";
import { Chip, toneOf } from "@/components/ui/Chip";
import { IconButton } from "@/components/ui/IconButton";
import { Grip, Reorder, ReorderRow } from "@/components/ui/Reorder";
import { RowsTable, type SimpleColumn } from "@/components/ui/RowsTable";
import { EmptyState } from "@/components/ui/states";
import { useConfirmDelete } from "@/components/ui/use-confirm-delete";
import { useLabel } from "@/i18n/labels";
import { DictionaryValueDrawer } from "./DictionaryValueDrawer";
import css from "./platform.module.css";
import { useValueOrder } from "./use-value-order";

/** The values of one dictionary: added, changed, put into an order, taken away. */
export function DictionaryValues({ dictionary }: { dictionary: Dictionary }) {
  const { t } = useTranslation();
  const confirmDelete = useConfirmDelete();
  const queries = useQueryClient();
  const labelOf = useLabel();
  const mayConfigure = useMay("dictionaries", "configure");
  const [open, setOpen] = useState<DictionaryValue | "new" | null>(null);
  const box = useRef<HTMLDivElement>(null);
  const order = useValueOrder(dictionary.code);
  const { values } = dictionary;
  const codes = values.map((value) => value.code);
  const valueBy = (code: string) => values.find((each) => each.code === code);
  const refresh = () => queries.invalidateQueries({ queryKey: ["dictionaries"] });
  const remove = (value: DictionaryValue) =>
    confirmDelete({
      title: t("platform.dictionaries.deleteTitle", { name: labelOf(value.labels) }),
      content: t("platform.dictionaries.deleteText"),
      remove: () =>
        unwrap(
          api.DELETE("/api/v1/dictionaries/{code}/values/{value}", {
            params: {
              path: { code: dictionary.code, value: value.code },
              header: { "If-Match": `"${dictionary.version}"` },
            },
          }),
        ),
      done: refresh,
    });
  const move = (value: DictionaryValue, by: 1 | -1) => {
    const at = codes.indexOf(value.code);
    order(codes.with(at, codes[at + by] ?? value.code).with(at + by, value.code));
    // The row is moved in the document, which takes the focus away from it.
    requestAnimationFrame(() =>
      box.current?.querySelector<HTMLElement>(`[data-more="${value.code}"]`)?.focus(),
    );
  };
  const columns: SimpleColumn<DictionaryValue>[] = [
    {
      key: "label",
      label: t("platform.dictionaries.label"),
      render: (value) => <Chip tone={toneOf(value.color)}>{labelOf(value.labels)}</Chip>,
    },
    {
      key: "code",
      label: t("platform.dictionaries.code"),
      render: (value) => <code>{value.code}</code>,
    },
    {
      key: "parent",
      label: t("platform.dictionaries.parent"),
      render: (value) => labelOf(value.parent ? valueBy(value.parent)?.labels : undefined),
    },
    {
      key: "state",
      label: t("platform.dictionaries.state"),
      render: (value) =>
        value.disabled ? (
          <Chip>{t("platform.dictionaries.disabled")}</Chip>
        ) : (
          <Chip tone="good">{t("platform.dictionaries.enabled")}</Chip>
        ),
    },
  ];
  const tools: SimpleColumn<DictionaryValue> = {
    key: "tools",
    label: "",
    tight: true,
    render: (value) => (
      <span className={css.tools}>
        <Grip name={labelOf(value.labels)} />
        <ActionMenu
          menu={{
            items: [
              {
                key: "up",
                icon: <ArrowUp size={15} />,
                label: t("common.reorder.up"),
                disabled: value === values[0],
                onClick: () => move(value, -1),
              },
              {
                key: "down",
                icon: <ArrowDown size={15} />,
                label: t("common.reorder.down"),
                disabled: value === values.at(-1),
                onClick: () => move(value, 1),
              },
              { type: "divider" },
              {
                key: "delete",
                icon: <Trash2 size={15} />,
                label: t("common.action.delete"),
                danger: true,
                onClick: () => void remove(value),
              },
            ],
          }}
        >
          <IconButton
            size="small"
            icon={MoreHorizontal}
            label={t("common.action.moreOf", { name: labelOf(value.labels) })}
            data-more={value.code}
          />
        </ActionMenu>
      </span>
    ),
  };
  const table = {
    label: labelOf(dictionary.labels),
    rows: values,
    rowKey: (value: DictionaryValue) => value.code,
    children: values.length === 0 ? <EmptyState text={t("platform.dictionaries.empty")} /> : null,
  };
  if (!mayConfigure) return <RowsTable<DictionaryValue> {...table} columns={columns} />;
  return (
    <div ref={box}>
      <Reorder keys={codes} nameOf={(code) => labelOf(valueBy(code)?.labels)} onReorder={order}>
        <RowsTable<DictionaryValue>
          {...table}
          columns={[...columns, tools]}
          onRow={setOpen}
          Row={ReorderRow}
        />
      </Reorder>
      <Button
        type="dashed"
        icon={<Plus size={14} />}
        style={{ marginTop: 12 }}
        onClick={() => setOpen("new")}
      >
        {t("platform.dictionaries.add")}
      </Button>
      {open ? (
        <DictionaryValueDrawer
          dictionary={dictionary}
          value={open === "new" ? null : open}
          onClose={() => setOpen(null)}
          onSaved={() => {
            setOpen(null);
            return refresh();
          }}
        />
      ) : null}
    </div>
  );
}
