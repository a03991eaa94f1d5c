import { Button, Drawer, Form, type FormInstance } from "antd";
import { type ReactNode, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiProblem, pointerPath } from "@/api/problem";
import { useErrorText } from "@/components/ui/states";
import { useFocusBack } from "@/lib/focus";
import { useHotkey } from "@/lib/hotkeys";
import { useIsPhone } from "@/lib/media";
import css from "./form.module.css";

interface ApiFormProps<V extends object> {
  initial: Partial<V>;
  /** Sends the values; a refusal is shown at the fields it names, else above the form. */
  onSubmit: (values: V) => Promise<unknown>;
  /** The fields; names are those of the API, so that refusals find them. */
  children: ReactNode;
  submitLabel: string;
  /** Spans the button over the form, as in the narrow pages before signing in. */
  wide?: boolean;
  disabled?: boolean;
  /** What else stands beside the button. */
  beside?: ReactNode;
  /** Called with every change of the form's values. */
  onChange?: (values: V) => void;
}

/** A form made by hand for one purpose, with the server's answers at their fields. */
export function ApiForm<V extends object>(props: ApiFormProps<V>) {
  const [form] = Form.useForm<V>();
  const name = useId();
  const { busy, failure, submit } = useApiSubmit(form, props.onSubmit);
  return (
    <Form<V>
      form={form}
      // Several forms on a page have a field of the same name: each label must lead to its own.
      name={name}
      layout="vertical"
      initialValues={props.initial}
      onFinish={submit}
      onValuesChange={(_, values) => props.onChange?.(values as V)}
      disabled={busy || props.disabled}
      requiredMark={false}
    >
      {failure}
      {props.children}
      {props.disabled ? null : (
        <div className={css.foot}>
          <Button type="primary" htmlType="submit" loading={busy} block={props.wide ?? false}>
            {props.submitLabel}
          </Button>
          {props.beside}
        </div>
      )}
    </Form>
  );
}

interface ApiDrawerProps<V extends object> extends Omit<ApiFormProps<V>, "submitLabel" | "wide" | "beside"> {
  title: string;
  onClose: () => void;
  width?: number;
  submitLabel?: string;
}

/** The same in a drawer; the caller closes it when the values are stored. */
export function ApiDrawer<V extends object>(props: ApiDrawerProps<V>) {
  useFocusBack();
  const { t } = useTranslation();
  const phone = useIsPhone();
  const [form] = Form.useForm<V>();
  useHotkey("mod+s", "shell.keys.save", () => form.submit(), !props.disabled);
  const name = useId();
  const { busy, failure, submit } = useApiSubmit(form, props.onSubmit);
  return (
    <Drawer
      open
      title={props.title}
      size={phone ? "100%" : (props.width ?? 460)}
      onClose={props.onClose}
      mask={{ closable: false }}
      footer={
        <div className={css.foot}>
          {props.disabled ? null : (
            <Button type="primary" loading={busy} onClick={() => form.submit()}>
              {props.submitLabel ?? t("common.action.save")}
            </Button>
          )}
          <Button type="text" onClick={props.onClose}>
            {props.disabled ? t("common.action.close") : t("common.action.cancel")}
          </Button>
        </div>
      }
    >
      <Form<V>
        form={form}
        name={name}
        layout="vertical"
        initialValues={props.initial}
        onFinish={submit}
        onValuesChange={(_, values) => props.onChange?.(values as V)}
        disabled={busy || (props.disabled ?? false)}
        requiredMark={false}
      >
        {failure}
        {props.children}
        <button type="submit" hidden tabIndex={-1} />
      </Form>
    </Drawer>
  );
}

function useApiSubmit<V extends object>(form: FormInstance<V>, onSubmit: (values: V) => Promise<unknown>) {
  const { t } = useTranslation();
  const textOf = useErrorText();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const submit = async (values: V) => {
    setBusy(true);
    setError(null);
    try {
      await onSubmit(values);
    } catch (problem) {
      if (!(problem instanceof ApiProblem && showAtFields(form, problem))) setError(problem);
    } finally {
      setBusy(false);
    }
  };
  const requestId = error instanceof ApiProblem ? error.requestId : undefined;
  const failure = error ? (
    <div className={css.summary} role="alert">
      {textOf(error)}
      {requestId ? <small>{t("common.error.requestId", { id: requestId })}</small> : null}
    </div>
  ) : null;
  return { busy, failure, submit: (values: V) => void submit(values) };
}

/** Puts each complaint at the field that it leads to or into; false when one of them has no field here. */
function showAtFields<V extends object>(form: FormInstance<V>, problem: ApiProblem): boolean {
  if (problem.fields.length === 0) return false;
  const known = form.getFieldsError().map(({ name }) => name);
  const leadsTo = (path: readonly (string | number)[]) =>
    known
      .filter((name) => name.every((part, at) => String(part) === String(path[at])))
      .sort((a, b) => b.length - a.length)[0];
  const messages = new Map<string, { name: (typeof known)[number]; errors: string[] }>();
  let all = true;
  for (const each of problem.fields) {
    const name = leadsTo(pointerPath(each.pointer));
    if (!name) all = false;
    else {
      const key = name.join("/");
      messages.set(key, { name, errors: [...(messages.get(key)?.errors ?? []), each.message] });
    }
  }
  // biome-ignore lint/suspicious/noExplicitAny: the library types names by the form's values, which come from the form itself here
  form.setFields([...messages.values()] as any);
  return all;
}
