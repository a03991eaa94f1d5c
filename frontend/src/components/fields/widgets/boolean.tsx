import { Switch } from "antd";
import { useTranslation } from "react-i18next";
import { Chip } from "@/components/ui/Chip";
import type { DisplayProps, EditorProps } from "../types";

export function BooleanDisplay({ value }: DisplayProps) {
  const { t } = useTranslation();
  return <>{value ? t("common.yes") : t("common.no")}</>;
}

/** A mark that few records carry: a chip with its name where it is set. */
export function FlagDisplay({ field, value }: DisplayProps) {
  const { t } = useTranslation();
  return value ? <Chip tone="accent">{field.label}</Chip> : t("common.no");
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
