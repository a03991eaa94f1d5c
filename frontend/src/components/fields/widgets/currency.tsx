import { Select } from "antd";
import { useTranslation } from "react-i18next";
import type { DisplayProps, EditorProps } from "../types";

/** The currencies that businesses of this region meet, by ISO 4217, the usual ones first. */
const USUAL = "CNY HKD TWD MOP USD EUR JPY GBP KRW SGD MYR THB VND IDR PHP INR AUD NZD CAD CHF RUB AED".split(
  " ",
);

/** A currency's name and code in the reader's language. */
export function currencyName(code: string, language: string): string {
  try {
    const name = new Intl.DisplayNames(language, { type: "currency" }).of(code);
    return name && name !== code ? `${name} ${code}` : code;
  } catch {
    return code; // not a currency code
  }
}

/** The currencies to choose from, with one that is not among the usual ones where it is in use. */
export function useCurrencies(inUse?: unknown): { value: string; label: string }[] {
  const { i18n } = useTranslation();
  const codes = typeof inUse === "string" && inUse && !USUAL.includes(inUse) ? [inUse, ...USUAL] : USUAL;
  return codes.map((code) => ({ value: code, label: currencyName(code, i18n.language) }));
}

export function CurrencyDisplay({ value }: DisplayProps) {
  const { i18n } = useTranslation();
  return <>{currencyName(String(value), i18n.language)}</>;
}

export function CurrencyEditor({ field, value, onChange, id, autoFocus }: EditorProps) {
  const { t } = useTranslation();
  const options = useCurrencies(value);
  return (
    <Select
      id={id}
      autoFocus={autoFocus}
      defaultOpen={autoFocus}
      allowClear={!field.required}
      showSearch={{ optionFilterProp: "label" }}
      style={{ width: "100%" }}
      placeholder={t("common.choose")}
      value={(value as string | null) ?? undefined}
      onChange={(next: string | undefined) => onChange?.(next ?? null)}
      options={options}
      aria-label={field.label}
    />
  );
}
