import { Switch } from "antd";
import { useTranslation } from "react-i18next";
import type { DisplayProps, EditorProps } from "../types";

export function BooleanDisplay({ value }: DisplayProps) {
  const { t } = useTranslation();
  return <>{value ? t("common.yes") : t("common.no")}</>;
}

export function BooleanEditor({ field, value, onChange, id, autoFocus }: EditorProps) {
  return (
    <Switch
      id={id}
      autoFocus={autoFocus}
      checked={value === true}
      onChange={(next) => onChange?.(next)}
      aria-label={field.label}
    />
  );
}
