import { Cascader } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useRegionTree } from "@/api/reference-data";
import type { EditorProps } from "../types";
import { regionPath } from "./region";

interface RegionSelectProps {
  value?: string | null | undefined;
  onChange?: (code: string | null) => void;
  id?: string | undefined;
  label?: string | undefined;
}

/** Province, city, district in one control; any level may be chosen. */
export function RegionSelect({ value, onChange, id, label }: RegionSelectProps) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  const tree = useRegionTree(opened || Boolean(value));
  return (
    <Cascader
      id={id}
      style={{ width: "100%" }}
      options={tree}
      fieldNames={{ label: "name", value: "code", children: "children" }}
      value={value ? regionPath(tree, value).map((node) => node.code) : []}
      onChange={(path) => onChange?.(path?.length ? String(path[path.length - 1]) : null)}
      onOpenChange={(open) => open && setOpened(true)}
      changeOnSelect
      showSearch
      placeholder={t("common.region")}
      aria-label={label ?? t("common.region")}
    />
  );
}

export function RegionEditor({ field, value, onChange, id }: EditorProps) {
  return (
    <RegionSelect
      value={value as string | null}
      onChange={(next) => onChange?.(next)}
      id={id}
      label={field.label}
    />
  );
}
