import { Button, Form, Modal, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { JsonObject } from "@/api/merge-patch";
import { useMay } from "@/api/reference-data";
import type { BulkOrder, RecordBase, Resource } from "@/api/resource";
import { FieldEditor } from "@/components/fields/Field";
import { type EntityDescription, type Field, isEditable, settingOf } from "@/components/fields/types";
import { ReferenceSelect } from "@/components/fields/widgets/reference";
import { ApiDrawer } from "@/components/form/ApiForm";
import type { Selection } from "@/components/list/RecordList";
import { groupDigits } from "@/lib/decimal";
import { useBulk } from "./use-bulk";

type Action = "transfer" | "tag" | "edit" | "delete";

interface BulkActionsProps<R extends RecordBase> {
  entity: EntityDescription;
  of: Resource<R>;
  selection: Selection<R>;
  fields: readonly Field[];
  done: () => void;
}

/** What can be done with several records of a kind at once; the questions stand in its catalogue under `bulk`. */
export default function BulkActions<R extends RecordBase>(props: BulkActionsProps<R>) {
  const { entity, of, selection, fields, done } = props;
  const { t } = useTranslation();
  const [action, setAction] = useState<Action | null>(null);
  const shown = sizeOf(selection);
  const may: Record<Action, boolean> = {
    transfer: useMay(entity.resource, "assign"),
    tag: useMay(entity.resource, "edit"),
    edit: useMay(entity.resource, "edit"),
    delete: useMay(entity.resource, "delete"),
  };
  const run = useBulk(of, selection, () => {
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
            {t(`common.bulk.${each}`)}
          </Button>
        ))}
      {action === "delete" ? (
        <Modal
          open
          title={t(`${entity.texts}.bulk.deleteTitle`, { shown })}
          okText={t("common.action.delete")}
          okButtonProps={{ danger: true, loading: run.isPending }}
          onOk={() => run.mutate([{ action: "delete" }])}
          onCancel={() => setAction(null)}
        >
          {t("common.bulk.deleteText")}
        </Modal>
      ) : null}
      {action === "transfer" ? (
        <ApiDrawer<{ owner_id: string }>
          title={t(`${entity.texts}.bulk.transferTitle`, { shown })}
          submitLabel={t("common.bulk.transfer")}
          initial={{}}
          onSubmit={(values) => run.mutateAsync([{ action, arguments: values }])}
          onClose={() => setAction(null)}
        >
          <Form.Item
            name="owner_id"
            label={t("common.transfer.newOwner")}
            rules={[{ required: true, message: t("common.required") }]}
          >
            <ReferenceSelect kind="users" autoFocus label={t("common.transfer.newOwner")} />
          </Form.Item>
        </ApiDrawer>
      ) : null}
      {action === "tag" ? (
        <TagDrawer
          title={t(`${entity.texts}.bulk.tagTitle`, { shown })}
          fields={fields}
          onSubmit={(orders) => run.mutateAsync(orders)}
          onClose={() => setAction(null)}
        />
      ) : null}
      {action === "edit" ? (
        <EditDrawer
          title={t(`${entity.texts}.bulk.editTitle`, { shown })}
          fields={fields}
          onSubmit={(orders) => run.mutateAsync(orders)}
          onClose={() => setAction(null)}
        />
      ) : null}
    </>
  );
}

/** How many are selected, as people read it: `12,345`, or `10,000+` where nobody has counted further. */
function sizeOf<R extends RecordBase>(selection: Selection<R>): string {
  if (!selection.all) return groupDigits(selection.ids.length);
  const { total } = selection;
  return total ? `${groupDigits(total.value)}${total.exact ? "" : "+"}` : "…";
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
  // Each is called by what it does, not by the field that both of them change.
  const [adding, removing] = [t("common.bulk.addTags"), t("common.bulk.removeTags")];
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
      <Form.Item name="add" label={adding}>
        {field ? <FieldEditor field={{ ...field, label: adding }} autoFocus /> : null}
      </Form.Item>
      <Form.Item name="remove" label={removing}>
        {field ? <FieldEditor field={{ ...field, label: removing }} /> : null}
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
          label={t("common.bulk.newValue")}
          extra={t("common.bulk.blankClears")}
        >
          <FieldEditor field={{ ...field, required: false }} />
        </Form.Item>
      ) : null}
    </ApiDrawer>
  );
}
