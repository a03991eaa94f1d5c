import { Cascader } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type RegionNode, useRegionTree } from "@/api/reference-data";
import type { DisplayProps, EditorProps } from "../types";

/** The regions from the province down to the one with this code (GB/T 2260). */
export function regionPath(tree: readonly RegionNode[], code: string): RegionNode[] {
  for (const node of tree) {
    if (node.code === code) return [node];
    const below = regionPath(node.children ?? [], code);
    if (below.length > 0) return [node, ...below];
  }
  return [];
}

/** Its full name, without the filler levels ("city districts") that the standard puts between. */
export function useRegionName(code: string | null | undefined): string {
  const tree = useRegionTree(Boolean(code));
  if (!code) return "";
  const names = regionPath(tree, code).map((node) => node.name);
  return names.length > 0 ? [...new Set(names)].join(" ") : code;
}

export function RegionDisplay({ value }: DisplayProps) {
  return <>{useRegionName(String(value))}</>;
}

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
