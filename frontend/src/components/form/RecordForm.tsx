import { useQuery } from "@tanstack/react-query";
import { useBlocker } from "@tanstack/react-router";
import { App, Button, Form } from "antd";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { dictionariesOptions } from "@/api/reference-data";
import type { RecordBase, Resource } from "@/api/resource";
import type { EntityDescription } from "@/components/fields/types";
import { useFields } from "@/components/fields/use-fields";
import { useTitle } from "@/components/ui/Page";
import { ErrorState } from "@/components/ui/states";
import { isMac, useHotkey } from "@/lib/hotkeys";
import { FormBones, FormFrame } from "./FormFrame";
import css from "./form.module.css";
import { FormSummary, RecordFields } from "./RecordFields";
import { type RecordFormState, useRecordForm } from "./use-record-form";

interface RecordFormProps<R extends RecordBase> {
  entity: EntityDescription;
  of: Resource<R>;
  title: string;
  /** The record to edit; absent to create one. */
  record?: R;
  /** Values a new record begins with. */
  defaults?: Record<string, unknown>;
  /** Values already typed elsewhere; they count as changes. */
  draft?: Record<string, unknown> | undefined;
  /** A drawer for the quick form, a page for all fields. */
  frame: "drawer" | "page";
  /** Shown beside the typed values: what is similar already. */
  panel?: (values: Record<string, unknown>) => ReactNode;
  onSaved: (saved: R, again: boolean) => void;
  onCancel: () => void;
  /** Leads from the quick form to all fields, with what was typed. */
  onFull?: (typed: Record<string, unknown>) => void;
}

/** The form of one record. Ctrl/⌘+S saves; leaving with unsaved changes asks first. */
export function RecordForm<R extends RecordBase>(props: RecordFormProps<R>) {
  const { entity, of, frame, onCancel } = props;
  // The record as it was when the form opened: a change by somebody else must meet the check on saving, not
  // slip under the values already on the form.
  const [record] = useState(props.record);
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const { fields, query } = useFields(entity);
  // New records begin with the values that the dictionaries propose.
  const dictionaries = useQuery(dictionariesOptions);
  // Counts the records entered one after another; a draft is of the first only.
  const [round, setRound] = useState(0);
  const defaults = round === 0 ? { ...props.defaults, ...props.draft } : props.defaults;
  const state = useRecordForm({
    of,
    fields,
    record,
    drafted: Boolean(props.draft),
    onSaved: (saved, again) => {
      if (again) setRound(round + 1);
      props.onSaved(saved, again);
    },
  });
  const { form } = state;
  useEffect(() => {
    if (round > 0) form.resetFields();
  }, [round, form]);
  useTitle(props.title);
  useHotkey("mod+s", "shell.keys.save", () => state.submit(false));

  const mayLeave = useLeaveGuard(
    state.dirty,
    async () =>
      await modal.confirm({
        title: t("common.form.leaveTitle"),
        content: t("common.form.leaveText"),
        okText: t("common.form.leave"),
        okButtonProps: { danger: true },
        cancelText: t("common.form.stay"),
      }),
  );
  const cancel = async () => {
    if (!(await mayLeave())) return;
    state.setDirty(false);
    onCancel();
  };

  const body =
    query.isPending || dictionaries.isPending ? (
      <FormBones />
    ) : query.isError ? (
      <ErrorState error={query.error} retry={() => void query.refetch()} />
    ) : (
      <Form
        form={state.form}
        layout="vertical"
        scrollToFirstError={{ behavior: "smooth", block: "center" }}
        onValuesChange={() => state.setDirty(true)}
        onFinish={() => state.submit(false)}
        requiredMark
        disabled={state.busy}
      >
        <FormSummary state={state} fields={fields} />
        {props.panel ? <PanelSlot state={state} render={props.panel} /> : null}
        <RecordFields
          entity={entity}
          fields={fields}
          record={record}
          state={state}
          quick={frame === "drawer"}
          defaults={defaults}
        />
        {/* Lets Enter submit; the visible buttons stand outside the form. */}
        <button type="submit" hidden tabIndex={-1} />
      </Form>
    );
  const foot = (
    <div className={css.foot}>
      <Button
        type="primary"
        loading={state.busy}
        onClick={() => state.submit(false)}
        title={isMac ? "\u2318S" : "Ctrl+S"}
      >
        {t("common.action.save")}
      </Button>
      {record ? null : (
        <Button disabled={state.busy} onClick={() => state.submit(true)}>
          {t("common.action.saveAndNew")}
        </Button>
      )}
      <Button type="text" onClick={() => void cancel()}>
        {t("common.action.cancel")}
      </Button>
      {props.onFull ? (
        <Button
          type="link"
          style={{ marginLeft: "auto" }}
          onClick={() => props.onFull?.(form.getFieldsValue(true))}
        >
          {t("common.form.allFields")}
        </Button>
      ) : null}
    </div>
  );
  return (
    <FormFrame
      frame={frame}
      title={props.title}
      foot={foot}
      closable={!state.dirty}
      onClose={() => void cancel()}
    >
      {body}
      {state.dialog}
    </FormFrame>
  );
}

function PanelSlot({
  state,
  render,
}: {
  state: RecordFormState;
  render: (values: Record<string, unknown>) => ReactNode;
}) {
  const values: Record<string, unknown> = Form.useWatch([], state.form) ?? {};
  return render(values);
}

/** Asks before unsaved changes are lost: by a link, by back, by closing the tab. Answers whether to go on. */
function useLeaveGuard(dirty: boolean, ask: () => Promise<boolean>): () => Promise<boolean> {
  useBlocker({
    shouldBlockFn: async () => dirty && !(await ask()),
    enableBeforeUnload: () => dirty,
  });
  return async () => !dirty || (await ask());
}
