import { Input, Tooltip } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "@/api/reference-data";
import { briefMoney, currencySign, groupDigits, parseDecimal } from "@/lib/decimal";
import css from "../fields.module.css";
import type { DisplayProps, EditorProps } from "../types";

export function NumberDisplay({ value }: DisplayProps) {
  return <>{groupDigits(String(value))}</>;
}

/** An amount in the record's currency, else the organization's. */
export function MoneyDisplay({ value, record, fit }: DisplayProps) {
  const { organization } = useMe();
  const { i18n } = useTranslation();
  const currency = typeof record?.currency === "string" ? record.currency : organization.currency;
  const exact = `${currencySign(currency)}${groupDigits(String(value))}`;
  if (fit !== "figure") return <>{exact}</>;
  return (
    <Tooltip title={exact}>
      <span>{briefMoney(String(value), currency, i18n.language)}</span>
    </Tooltip>
  );
}

/**
 * A figure typed as people type it: separators and full-width digits are accepted, and shown grouped when
 * the person leaves. The value stays text, so that no digit is lost.
 */
export function NumberEditor({ field, value, onChange, id, autoFocus, record }: EditorProps) {
  const me = useMe();
  const [typing, setTyping] = useState<string | null>(null);
  const plain = value === null || value === undefined ? "" : String(value);
  const currency = typeof record?.currency === "string" ? record.currency : me.organization.currency;
  const commit = (text: string) => {
    const parsed = parseDecimal(text);
    // What is not a figure is passed on as typed: the server says what is wrong with it.
    const next = text.trim() === "" ? null : (parsed ?? text);
    onChange?.(
      field.kind === "integer" && parsed !== null && /^-?\d{1,15}$/.test(parsed) ? Number(parsed) : next,
    );
  };
  return (
    <Input
      id={id}
      autoFocus={autoFocus}
      inputMode={field.kind === "integer" ? "numeric" : "decimal"}
      prefix={field.widget === "money" ? currencySign(currency) : undefined}
      value={typing ?? groupDigits(plain)}
      onChange={(event) => {
        setTyping(event.target.value);
        commit(event.target.value);
      }}
      onBlur={() => setTyping(null)}
      aria-label={field.label}
    />
  );
}

/** Ratings go to five. */
export const STARS = 5;

export function StarsDisplay({ value }: DisplayProps) {
  const { t } = useTranslation();
  const count = Math.max(0, Math.min(STARS, Number(value) || 0));
  return (
    <span className={css.stars} role="img" aria-label={t("common.stars", { count })}>
      {"\u2605".repeat(count)}
      <i>{"\u2605".repeat(STARS - count)}</i>
    </span>
  );
}
