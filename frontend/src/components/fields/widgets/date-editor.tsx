import { DatePicker } from "antd";
import dayjs from "dayjs";
import { local } from "@/lib/dates";
import type { EditorProps } from "../types";

export function DateEditor({ field, value, onChange, id, autoFocus }: EditorProps) {
  return (
    <DatePicker
      id={id}
      autoFocus={autoFocus}
      defaultOpen={autoFocus ?? false}
      style={{ width: "100%" }}
      value={value ? dayjs(String(value)) : null}
      onChange={(next) => onChange?.(next ? next.format("YYYY-MM-DD") : null)}
      aria-label={field.label}
    />
  );
}

export function TimestampEditor({ field, value, onChange, id, autoFocus }: EditorProps) {
  return (
    <DatePicker
      id={id}
      autoFocus={autoFocus}
      defaultOpen={autoFocus ?? false}
      showTime={{ format: "HH:mm" }}
      style={{ width: "100%" }}
      value={value ? local(String(value)) : null}
      onChange={(next) => onChange?.(next ? next.toISOString() : null)}
      aria-label={field.label}
    />
  );
}
