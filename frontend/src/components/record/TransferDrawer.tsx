import { useQueryClient } from "@tanstack/react-query";
import { App, Form } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { JsonObject } from "@/api/merge-patch";
import { keys, type RecordBase, type Resource } from "@/api/resource";
import type { EntityDescription } from "@/components/fields/types";
import { ReferenceSelect } from "@/components/fields/widgets/reference";
import { ApiDrawer } from "@/components/form/ApiForm";

type Choices = { owner_id: string } & JsonObject;

interface TransferDrawerProps<R extends RecordBase> {
  entity: EntityDescription;
  of: Resource<R>;
  record: R;
  /** How the record is given, where its kind has no transfer of its own. */
  give?: (choices: Choices) => Promise<R>;
  /** What else is chosen, and what it begins with; names are those of the API. */
  initial?: JsonObject;
  children?: ReactNode;
  /** Other kinds of record that change along. */
  along?: readonly string[];
  onClose: () => void;
}

/** Gives a record to another owner. */
export function TransferDrawer<R extends RecordBase>(props: TransferDrawerProps<R>) {
  const { entity, of, record, initial = {}, along = [], onClose } = props;
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const transfer = async (choices: Choices) => {
    const saved = await (props.give?.(choices) ?? of.transfer(record.id, choices));
    queries.setQueryData(keys.detail(of.name, record.id), saved);
    for (const name of [of.name, ...along]) await queries.invalidateQueries({ queryKey: keys.all(name) });
    onClose();
    void message.success(t(`${entity.texts}.transferred`));
  };
  return (
    <ApiDrawer<Choices>
      title={t("common.transfer.title")}
      submitLabel={t("common.transfer.title")}
      initial={initial as Partial<Choices>}
      onSubmit={transfer}
      onClose={onClose}
    >
      <Form.Item
        name="owner_id"
        label={t("common.transfer.newOwner")}
        rules={[{ required: true, message: t("common.required") }]}
      >
        <ReferenceSelect kind="users" autoFocus label={t("common.transfer.newOwner")} />
      </Form.Item>
      {props.children}
    </ApiDrawer>
  );
}
