import { Form, type FormInstance } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { mergeDiff } from "@/api/merge-patch";
import { ApiProblem, isProblem } from "@/api/problem";
import type { RecordBase, Resource } from "@/api/resource";
import { type GaveUp, isSaved, useRecordSave } from "@/components/edit/use-record-save";
import type { Field } from "@/components/fields/types";
import { useErrorText } from "@/components/ui/states";
import { formName, type SortedErrors, sortErrors } from "./server-errors";

type Values = Record<string, unknown>;

interface FormOptions<R extends RecordBase> {
  of: Resource<R>;
  fields: readonly Field[];
  /** The record to edit; absent to create one. */
  record?: R | undefined;
  /** Whether the form begins with values that exist nowhere else yet. */
  drafted?: boolean;
  onSaved: (saved: R, again: boolean) => void;
}

export interface RecordFormState {
  form: FormInstance<Values>;
  busy: boolean;
  dirty: boolean;
  setDirty: (dirty: boolean) => void;
  /** Why saving failed, for the top of the form. */
  failure: { text: string; requestId?: string | undefined; errors: SortedErrors } | null;
  submit: (again: boolean) => void;
  dialog: ReactNode;
}

/** Saving a form: only what was changed is sent; what the server refuses appears at its field. */
export function useRecordForm<R extends RecordBase>({
  of,
  fields,
  record,
  drafted = false,
  onSaved,
}: FormOptions<R>): RecordFormState {
  const { t } = useTranslation();
  const textOf = useErrorText();
  const [form] = Form.useForm<Values>();
  const [busy, setBusy] = useState(false);
  const [dirty, setDirty] = useState(drafted);
  const [failure, setFailure] = useState<RecordFormState["failure"]>(null);
  // One intention, one record: pressing save again after a lost answer repeats the same attempt.
  const [attempt, setAttempt] = useState(() => crypto.randomUUID());
  const { save, create, dialog } = useRecordSave(of, fields);

  const refuse = (error: unknown) => {
    const problem = error instanceof ApiProblem ? error : null;
    const errors = problem ? sortErrors(problem, fields) : { byField: new Map(), others: [] };
    for (const [path, messages] of errors.byField)
      form.setFields([{ name: formName(path), errors: messages }]);
    const text =
      errors.byField.size > 0 ? t("common.form.fixFields", { count: errors.byField.size }) : textOf(error);
    setFailure({ text, requestId: problem?.requestId, errors });
    toFirst(errors);
  };

  const toFirst = ({ byField }: SortedErrors) => {
    const [first] = byField.keys();
    if (first) form.scrollToField(formName(first), { behavior: "smooth", block: "center", focus: true });
  };

  const store = async (values: Values): Promise<R | GaveUp> => {
    if (!record) return create(mergeDiff({}, values), attempt);
    const patch = mergeDiff(record, values);
    return Object.keys(patch).length === 0 ? record : save(record, patch);
  };

  const submit = async (again: boolean) => {
    if (busy) return;
    setFailure(null);
    let values: Values;
    try {
      values = await form.validateFields();
    } catch (incomplete) {
      const errors = missingIn(incomplete);
      setFailure({ text: t("common.form.fixFields", { count: errors.byField.size }), errors });
      toFirst(errors);
      return;
    }
    setBusy(true);
    try {
      const saved = await store(values);
      if (!isSaved(saved)) return;
      setDirty(false);
      setAttempt(crypto.randomUUID());
      onSaved(saved, again);
    } catch (error) {
      // A refused attempt stored nothing; the corrected form is a new one.
      if (isProblem(error) && error.status !== 0) setAttempt(crypto.randomUUID());
      refuse(error);
    } finally {
      setBusy(false);
    }
  };
  return { form, busy, dirty, setDirty, failure, submit: (again) => void submit(again), dialog };
}

/** What the form itself finds missing, as the component library tells it. */
function missingIn(error: unknown): SortedErrors {
  const fields =
    (error as { errorFields?: { name: (string | number)[]; errors: string[] }[] }).errorFields ?? [];
  return { byField: new Map(fields.map(({ name, errors }) => [name.join("."), errors])), others: [] };
}
