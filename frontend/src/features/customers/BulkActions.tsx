import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App, Button, Form, Modal, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import type { JsonObject } from "@/api/merge-patch";
import { useMay } from "@/api/reference-data";
import { FieldEditor } from "@/components/fields/Field";
import { type Field, isEditable, settingOf } from "@/components/fields/types";
import { ReferenceSelect } from "@/components/fields/widgets/reference";
import { ApiDrawer } from "@/components/form/ApiForm";
import type { Selection } from "@/components/list/RecordList";
import { useErrorText } from "@/components/ui/states";
import { groupDigits } from "@/lib/decimal";
import type { Customer } from "./fields";

type Action = "transfer" | "tag" | "edit" | "delete";

interface BulkActionsProps {
  selection: Selection<Customer>;
  fields: readonly Field[];
  done: () => void;
}

/** What can be done with several customers at once. */
export default function BulkActions({ selection, fields, done }: BulkActionsProps) {
  const { t } = useTranslation();
  const [action, setAction] = useState<Action | null>(null);
  const shown = sizeOf(selection);
  const may: Record<Action, boolean> = {
    transfer: useMay("customers", "assign"),
    tag: useMay("customers", "edit"),
    edit: useMay("customers", "edit"),
    delete: useMay("customers", "delete"),
  };
  const run = useBulk(selection, () => {
    setAction(null);
    done();
  });
  return (
    <>
      {(Object.keys(may) as Action[])
        .filter((each) => may[each])
        .map((each) => (
          <Button
            key={each}
            size="small"
            type="text"
            danger={each === "delete"}
            onClick={() => setAction(each)}
          >
            {t(`customers.bulk.${each}`)}
          </Button>
        ))}
      {action === "delete" ? (
        <Modal
          open
          title={t("customers.bulk.deleteTitle", { shown })}
          okText={t("common.action.delete")}
          okButtonProps={{ danger: true, loading: run.isPending }}
          onOk={() => run.mutate([{ action: "delete" }])}
          onCancel={() => setAction(null)}
        >
          {t("customers.bulk.deleteText")}
        </Modal>
      ) : null}
      {action === "transfer" ? (
        <ApiDrawer<{ owner_id: string }>
          title={t("customers.bulk.transferTitle", { shown })}
          submitLabel={t("customers.bulk.transfer")}
          initial={{}}
          onSubmit={(values) => run.mutateAsync([{ action, arguments: values }])}
          onClose={() => setAction(null)}
        >
          <Form.Item
            name="owner_id"
            label={t("customers.newOwner")}
            rules={[{ required: true, message: t("common.required") }]}
          >
            <ReferenceSelect kind="users" autoFocus label={t("customers.newOwner")} />
          </Form.Item>
        </ApiDrawer>
      ) : null}
      {action === "tag" ? (
        <TagDrawer
          title={t("customers.bulk.tagTitle", { shown })}
          fields={fields}
          onSubmit={(orders) => run.mutateAsync(orders)}
          onClose={() => setAction(null)}
        />
      ) : null}
      {action === "edit" ? (
        <EditDrawer
          title={t("customers.bulk.editTitle", { shown })}
          fields={fields}
          onSubmit={(orders) => run.mutateAsync(orders)}
          onClose={() => setAction(null)}
        />
      ) : null}
    </>
  );
}

/** How many are selected, as people read it: `12,345`, or `10,000+` where nobody has counted further. */
function sizeOf(selection: Selection<Customer>): string {
  if (!selection.all) return groupDigits(selection.ids.length);
  const { total } = selection;
  return total ? `${groupDigits(total.value)}${total.exact ? "" : "+"}` : "…";
}

/** One step over the selection, as the server takes it. */
export interface BulkOrder {
  action: "transfer" | "tag" | "untag" | "edit" | "delete" | "restore";
  arguments?: { owner_id?: string; tags?: string[]; fields?: JsonObject };
}

/** Starts the work as jobs; the tray of the shell shows how far they are. */
export function useBulk(selection: Selection<Customer>, done: () => void) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const textOf = useErrorText();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (orders: BulkOrder[]) => {
      const { filter, q } = selection.all ? selection.query : {};
      const target = selection.all ? { filter: filter ?? "", ...(q ? { q } : {}) } : { ids: selection.ids };
      for (const order of orders)
        await unwrap(
          // The description says "any object" of the fields, which the generator reads as an empty one.
          api.POST("/api/v1/customers/bulk-actions", { body: { ...target, ...order } as never }),
        );
    },
    onSuccess: () => {
      void message.info(t("customers.bulk.started"));
      done();
    },
    // A second order may fail after the first has begun.
    onSettled: () => queries.invalidateQueries({ queryKey: ["jobs"] }),
    onError: (error) => void message.error(textOf(error)),
  });
}

interface BulkDrawerProps {
  title: string;
  fields: readonly Field[];
  onSubmit: (orders: BulkOrder[]) => Promise<unknown>;
  onClose: () => void;
}

function TagDrawer({ title, fields, onSubmit, onClose }: BulkDrawerProps) {
  const { t } = useTranslation();
  const field = fields.find((each) => each.path === "tags");
  return (
    <ApiDrawer<{ add: string[]; remove: string[] }>
      title={title}
      initial={{ add: [], remove: [] }}
      onSubmit={({ add, remove }) =>
        onSubmit([
          ...(add.length > 0 ? [{ action: "tag" as const, arguments: { tags: add } }] : []),
          ...(remove.length > 0 ? [{ action: "untag" as const, arguments: { tags: remove } }] : []),
        ])
      }
      onClose={onClose}
    >
      <Form.Item name="add" label={t("customers.bulk.addTags")}>
        {field ? <FieldEditor field={field} autoFocus /> : null}
      </Form.Item>
      <Form.Item name="remove" label={t("customers.bulk.removeTags")}>
        {field ? <FieldEditor field={field} /> : null}
      </Form.Item>
    </ApiDrawer>
  );
}

function EditDrawer({ title, fields, onSubmit, onClose }: BulkDrawerProps) {
  const { t } = useTranslation();
  const [path, setPath] = useState<string>();
  const offered = fields.filter(
    (field) =>
      isEditable(field) &&
      !["name", "number", "owner_id", "tags", "addresses", "important_dates"].includes(field.path),
  );
  const field = offered.find((each) => each.path === path);
  return (
    <ApiDrawer<{ value: unknown }>
      title={title}
      initial={{ value: null }}
      onSubmit={async ({ value }) => {
        if (!field) return;
        const fields = settingOf(field, value === "" ? null : (value ?? null)) as JsonObject;
        await onSubmit([{ action: "edit", arguments: { fields } }]);
      }}
      disabled={false}
      onClose={onClose}
    >
      <Form.Item label={t("common.filter.field")}>
        <Select
          showSearch={{ optionFilterProp: "label" }}
          autoFocus
          value={path ?? null}
          onChange={setPath}
          options={offered.map((each) => ({ value: each.path, label: each.label }))}
          aria-label={t("common.filter.field")}
        />
      </Form.Item>
      {field ? (
        <Form.Item
          key={field.path}
          name="value"
          label={t("customers.bulk.newValue")}
          extra={t("customers.bulk.blankClears")}
        >
          <FieldEditor field={{ ...field, required: false }} />
        </Form.Item>
      ) : null}
    </ApiDrawer>
  );
}
