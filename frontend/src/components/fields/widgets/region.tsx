import { type RegionNode, useRegionTree } from "@/api/reference-data";
import type { DisplayProps } from "../types";

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
