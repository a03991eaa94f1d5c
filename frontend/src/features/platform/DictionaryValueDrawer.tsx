import { Checkbox, Form, Input, Select } from "antd";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import type { Dictionary, DictionaryValue } from "@/api/types";
import { ApiDrawer } from "@/components/form/ApiForm";
import { type Labels, useLabel } from "@/i18n/labels";
import { ColourSelect } from "./ColourSelect";
import { givenLabels, LabelFields } from "./labels";

interface ValueForm {
  code: string;
  labels: Labels;
  color: DictionaryValue["color"];
  parent: string | null;
  default: boolean;
  disabled: boolean;
}

interface ValueDrawerProps {
  dictionary: Dictionary;
  value: DictionaryValue | null;
  onClose: () => void;
  onSaved: () => Promise<unknown>;
}

/** Enters or changes one value of a dictionary. Its place is not among the fields: rows are moved in the table. */
export function DictionaryValueDrawer({ dictionary, value, onClose, onSaved }: ValueDrawerProps) {
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
      <Form.Item name="default" valuePropName="checked" style={{ marginBottom: 8 }}>
        <Checkbox>{t("platform.dictionaries.default")}</Checkbox>
      </Form.Item>
      <Form.Item name="disabled" valuePropName="checked">
        <Checkbox>{t("platform.dictionaries.disable")}</Checkbox>
      </Form.Item>
    </ApiDrawer>
  );
}
