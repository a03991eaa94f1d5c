import { Rate } from "antd";
import type { EditorProps } from "../types";
import { STARS } from "./number";

export function StarsEditor({ value, onChange, field }: EditorProps) {
  return (
    <Rate
      count={STARS}
      value={Number(value) || 0}
      onChange={(next) => onChange?.(next === 0 ? null : next)}
      aria-label={field.label}
    />
  );
}
