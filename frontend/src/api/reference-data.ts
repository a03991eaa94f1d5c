import { queryOptions, useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useLabel } from "@/i18n/labels";
import { api, unwrap } from "./client";
import type { Dictionary, Me, Region } from "./types";

/** Data that everything refers to and that seldom changes: kept until an event says otherwise. */
const SELDOM_MS = 30 * 60_000;

export const meOptions = queryOptions({
  queryKey: ["me"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/v1/me", { signal })),
  staleTime: 60_000,
});

/** The signed-in person; only below the shell, which has loaded it. */
export function useMe(): Me {
  return useSuspenseQuery(meOptions).data;
}

/** Whether the person may do this at all; the server decides again for each record. */
export function mayDo(me: Me, resource: string, action: string): boolean {
  return me.permissions.some((grant) => grant.resource === resource && grant.action === action);
}

export function useMay(resource: string, action: string): boolean {
  return mayDo(useMe(), resource, action);
}

/** The organization's own settings, such as what it does about duplicates. */
export const organizationOptions = queryOptions({
  queryKey: ["organization"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/v1/organization", { signal })),
  staleTime: SELDOM_MS,
});

export const dictionariesOptions = queryOptions({
  queryKey: ["dictionaries", "list"],
  queryFn: async ({ signal }): Promise<Map<string, Dictionary>> => {
    const page = await unwrap(api.GET("/api/v1/dictionaries", { signal }));
    return new Map(page.items.map((each) => [each.code, each]));
  },
  staleTime: SELDOM_MS,
});

/** A value to choose, in the reader's language. */
export interface Option {
  code: string;
  label: string;
  color?: string | null | undefined;
  disabled?: boolean | undefined;
}

/** The values of a dictionary in their order; disabled ones included, since old records still show them. */
export function useDictionary(code: string | null | undefined): Option[] {
  const { data } = useQuery({ ...dictionariesOptions, enabled: Boolean(code) });
  const labelOf = useLabel();
  const values = code ? data?.get(code)?.values : undefined;
  return (values ?? []).map((value) => ({ ...value, label: labelOf(value.labels) || value.code }));
}

/** The value a dictionary proposes for new records. */
export function defaultValue(
  dictionaries: Map<string, Dictionary> | undefined,
  code: string | null | undefined,
) {
  return code
    ? dictionaries?.get(code)?.values.find((value) => value.default && !value.disabled)?.code
    : undefined;
}

export const fieldsOptions = (resource: string) =>
  queryOptions({
    queryKey: ["custom-fields", "list", resource],
    queryFn: async ({ signal }) => {
      const page = await unwrap(
        api.GET("/api/v1/fields/{resource}", { params: { path: { resource } }, signal }),
      );
      return page.items;
    },
    staleTime: SELDOM_MS,
  });

/** What roles can grant at all; it changes with the program only. */
export const permissionMatrixOptions = queryOptions({
  queryKey: ["permission-matrix"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/v1/permissions/matrix", { signal })),
  staleTime: Number.POSITIVE_INFINITY,
});

/** The tags that may be chosen, with the colours of those that are registered. */
export const tagsOptions = queryOptions({
  queryKey: ["tags", "list"],
  queryFn: async ({ signal }) => (await unwrap(api.GET("/api/v1/tags", { signal }))).items,
  staleTime: SELDOM_MS,
  retry: false, // without sight of tags there are no colours, and asking again changes nothing
});

export const regionsOptions = queryOptions({
  queryKey: ["regions"],
  queryFn: async ({ signal }) => (await unwrap(api.GET("/api/v1/regions", { signal }))).items,
  staleTime: Number.POSITIVE_INFINITY,
});

/** A region of the country (GB/T 2260) with those inside it. */
export interface RegionNode {
  code: string;
  name: string;
  children?: RegionNode[];
}

/** The flat list of regions as a tree. */
export function regionTree(regions: readonly Region[]): RegionNode[] {
  const nodes = new Map<string, RegionNode>(regions.map(({ code, name }) => [code, { code, name }]));
  const roots: RegionNode[] = [];
  for (const region of regions) {
    const node = nodes.get(region.code);
    const parent = region.parent ? nodes.get(region.parent) : undefined;
    if (!node) continue;
    if (parent) {
      parent.children ??= [];
      parent.children.push(node);
    } else roots.push(node);
  }
  return roots;
}

/** The regions as a tree, loaded when first needed. */
export function useRegionTree(enabled = true): RegionNode[] {
  const { data } = useQuery({ ...regionsOptions, enabled });
  return useMemo(() => regionTree(data ?? []), [data]);
}
