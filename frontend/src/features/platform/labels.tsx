import { Form, Input } from "antd";
import { useTranslation } from "react-i18next";
import { LOCALE_NAMES, LOCALES } from "@/i18n";
import type { Labels } from "@/i18n/labels";

/** Three inputs for a label, one a language. */
export function LabelFields() {
  const { t } = useTranslation();
  return (
    <>
      {LOCALES.map((code, at) => (
        <Form.Item
          key={code}
          name={["labels", code]}
          label={t("platform.labelIn", { language: LOCALE_NAMES[code] })}
          rules={at === 0 ? [{ required: true, whitespace: true, message: t("common.required") }] : []}
        >
          <Input maxLength={64} autoFocus={at === 0} />
        </Form.Item>
      ))}
    </>
  );
}

/** Labels as they are sent: what was left empty is not there. */
export function givenLabels(labels: Labels | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(labels ?? {}).filter(([, text]) => text?.trim()));
}
