import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Checkbox, Form, Input, InputNumber, Select } from "antd";
import { Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { dictionariesOptions, useMay } from "@/api/reference-data";
import type { Dictionary, DictionaryValue } from "@/api/types";
import { ApiDrawer } from "@/components/form/ApiForm";
import { Chip, toneOf } from "@/components/ui/Chip";
import { IconButton } from "@/components/ui/IconButton";
import { Page } from "@/components/ui/Page";
import { SimpleTable } from "@/components/ui/SimpleTable";
import { Bone, ErrorState, useErrorText } from "@/components/ui/states";
import { type Labels, useLabel } from "@/i18n/labels";
import { ColourSelect } from "./ColourSelect";
import { givenLabels, LabelFields } from "./labels";
import css from "./platform.module.css";

/** The value lists that the organization edits. */
export function DictionariesPage() {
  const { t } = useTranslation();
  const labelOf = useLabel();
  const query = useQuery(dictionariesOptions);
  const [code, setCode] = useState<string>();
  const all = [...(query.data?.values() ?? [])];
  const current = all.find((each) => each.code === code) ?? all[0];
  return (
    <Page title={t("platform.dictionaries.title")} hint={t("platform.dictionaries.hint")}>
      {query.isError ? <ErrorState error={query.error} retry={() => void query.refetch()} /> : null}
      {query.isPending ? <Bone width="40%" /> : null}
      {current ? (
        <div className={css.split}>
          <nav className={css.list} aria-label={t("platform.dictionaries.title")}>
            {all.map((each) => (
              <button
                key={each.code}
                type="button"
                aria-current={each.code === current.code}
                onClick={() => setCode(each.code)}
              >
                {labelOf(each.labels)}
                <small>{each.values.length}</small>
              </button>
            ))}
          </nav>
          <Values dictionary={current} />
        </div>
      ) : null}
    </Page>
  );
}

function Values({ dictionary }: { dictionary: Dictionary }) {
  const { t } = useTranslation();
  const { modal, message } = App.useApp();
  const textOf = useErrorText();
  const queries = useQueryClient();
  const labelOf = useLabel();
  const mayConfigure = useMay("dictionaries", "configure");
  const [open, setOpen] = useState<DictionaryValue | "new" | null>(null);
  const refresh = () => queries.invalidateQueries({ queryKey: ["dictionaries"] });
  const remove = (value: DictionaryValue) =>
    modal.confirm({
      title: t("platform.dictionaries.deleteTitle", { name: labelOf(value.labels) }),
      content: t("platform.dictionaries.deleteText"),
      okText: t("common.action.delete"),
      okButtonProps: { danger: true },
      onOk: () =>
        unwrap(
          api.DELETE("/api/v1/dictionaries/{code}/values/{value}", {
            params: {
              path: { code: dictionary.code, value: value.code },
              header: { "If-Match": `"${dictionary.version}"` },
            },
          }),
        ).then(refresh, (error: unknown) => message.error(textOf(error))),
    });
  return (
    <div>
      <SimpleTable<DictionaryValue>
        label={labelOf(dictionary.labels)}
        // The values come with the dictionaries; the key changes with them.
        queryKey={["dictionaries", "values", dictionary]}
        load={() => Promise.resolve({ items: dictionary.values })}
        rowKey={(value) => value.code}
        onRow={mayConfigure ? setOpen : undefined}
        empty={t("platform.dictionaries.empty")}
        columns={[
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
            render: (value) => labelOf(dictionary.values.find((each) => each.code === value.parent)?.labels),
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
          {
            key: "tools",
            label: "",
            tight: true,
            render: (value) =>
              mayConfigure ? (
                <IconButton
                  size="small"
                  icon={Trash2}
                  label={t("common.action.delete")}
                  onClick={() => void remove(value)}
                />
              ) : null,
          },
        ]}
      />
      {mayConfigure ? (
        <Button
          type="dashed"
          icon={<Plus size={14} />}
          style={{ marginTop: 12 }}
          onClick={() => setOpen("new")}
        >
          {t("platform.dictionaries.add")}
        </Button>
      ) : null}
      {open ? (
        <ValueDrawer
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

interface ValueForm {
  code: string;
  labels: Labels;
  color: DictionaryValue["color"];
  parent: string | null;
  order: number | null;
  default: boolean;
  disabled: boolean;
}

interface ValueDrawerProps {
  dictionary: Dictionary;
  value: DictionaryValue | null;
  onClose: () => void;
  onSaved: () => Promise<unknown>;
}

function ValueDrawer({ dictionary, value, onClose, onSaved }: ValueDrawerProps) {
  const { t } = useTranslation();
  const labelOf = useLabel();
  const submit = async ({ code, labels, ...rest }: ValueForm) => {
    const body = { ...rest, labels: givenLabels(labels) };
    const at = { code: dictionary.code };
    if (value) {
      await unwrap(
        api.PATCH("/api/v1/dictionaries/{code}/values/{value}", {
          params: {
            path: { ...at, value: value.code },
            header: { "If-Match": `"${dictionary.version}"` },
          },
          body,
        }),
      );
    } else
      await unwrap(
        api.POST("/api/v1/dictionaries/{code}/values", { params: { path: at }, body: { ...body, code } }),
      );
    await onSaved();
  };
  return (
    <ApiDrawer<ValueForm>
      title={value ? labelOf(value.labels) : t("platform.dictionaries.add")}
      initial={{
        code: value?.code ?? "",
        labels: value?.labels ?? {},
        color: value?.color ?? null,
        parent: value?.parent ?? null,
        order: value?.order ?? null,
        default: value?.default ?? false,
        disabled: value?.disabled ?? false,
      }}
      onSubmit={submit}
      onClose={onClose}
    >
      <LabelFields />
      <Form.Item
        name="code"
        label={t("platform.dictionaries.code")}
        extra={t("platform.dictionaries.codeHint")}
        rules={[{ required: true, message: t("common.required") }]}
      >
        <Input disabled={value !== null} maxLength={64} autoCapitalize="none" spellCheck={false} />
      </Form.Item>
      <Form.Item name="parent" label={t("platform.dictionaries.parent")}>
        <Select
          allowClear
          showSearch={{ optionFilterProp: "label" }}
          options={dictionary.values
            .filter((each) => each.code !== value?.code)
            .map((each) => ({ value: each.code, label: labelOf(each.labels) }))}
        />
      </Form.Item>
      <Form.Item name="color" label={t("platform.dictionaries.color")}>
        <ColourSelect />
      </Form.Item>
      <Form.Item name="order" label={t("platform.dictionaries.order")}>
        <InputNumber precision={0} />
      </Form.Item>
      <Form.Item name="default" valuePropName="checked" noStyle>
        <Checkbox>{t("platform.dictionaries.default")}</Checkbox>
      </Form.Item>
      <br />
      <Form.Item name="disabled" valuePropName="checked" noStyle>
        <Checkbox>{t("platform.dictionaries.disable")}</Checkbox>
      </Form.Item>
    </ApiDrawer>
  );
}
