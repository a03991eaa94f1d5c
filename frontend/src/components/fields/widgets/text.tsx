import { Input } from "antd";
import { useTranslation } from "react-i18next";
import css from "../fields.module.css";
import type { DisplayProps, EditorProps } from "../types";

const asText = (value: unknown) => (value === null || value === undefined ? "" : String(value));

export function TextDisplay({ value }: DisplayProps) {
  return <>{asText(value)}</>;
}

export function MultilineDisplay({ value }: DisplayProps) {
  return <span className={css.multiline}>{asText(value)}</span>;
}

/** A masked number is not one to call. */
const isMasked = (text: string) => text.includes("*");

/** The address that calls a number; null where there is none to call. */
export function callable(value: unknown): string | null {
  const text = asText(value);
  return text && !isMasked(text) ? `tel:${text.replace(/[^\d+]/g, "")}` : null;
}

export function PhoneDisplay({ value }: DisplayProps) {
  const text = asText(value);
  const address = callable(value);
  return address ? <a href={address}>{text}</a> : text;
}

export function EmailDisplay({ value }: DisplayProps) {
  const text = asText(value);
  return isMasked(text) ? text : <a href={`mailto:${text}`}>{text}</a>;
}

export function UrlDisplay({ value }: DisplayProps) {
  const text = asText(value);
  // Only web addresses become links: a `javascript:` address must stay text.
  if (!/^https?:\/\//i.test(text)) return <>{text}</>;
  return (
    <a href={text} target="_blank" rel="noopener noreferrer">
      {text.replace(/^https?:\/\/(www\.)?/i, "").replace(/\/$/, "")}
    </a>
  );
}

const INPUT_TYPES: Record<string, string> = { phone: "tel", email: "email", url: "url" };

export function TextEditor({ field, value, onChange, id, autoFocus }: EditorProps) {
  const { t } = useTranslation();
  const type = INPUT_TYPES[field.widget] ?? "text";
  return (
    <Input
      id={id}
      // The server judges addresses and numbers; the type only chooses the keyboard of a phone.
      inputMode={type === "tel" ? "tel" : type === "email" ? "email" : type === "url" ? "url" : "text"}
      autoFocus={autoFocus}
      autoComplete="off"
      placeholder={field.automatic ? t("common.automatic") : undefined}
      maxLength={field.max_length ?? undefined}
      value={asText(value)}
      onChange={(event) => onChange?.(event.target.value)}
      aria-label={field.label}
    />
  );
}

export function MultilineEditor({ field, value, onChange, id, autoFocus }: EditorProps) {
  return (
    <Input.TextArea
      id={id}
      autoFocus={autoFocus}
      autoSize={{ minRows: 3, maxRows: 10 }}
      maxLength={field.max_length ?? undefined}
      value={asText(value)}
      onChange={(event) => onChange?.(event.target.value)}
      aria-label={field.label}
    />
  );
}
