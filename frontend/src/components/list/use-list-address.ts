import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";
import type { ListSearch } from "./search";

/** How a list changes its address; what is given as undefined disappears from it. */
export type ListChange = Partial<Record<keyof ListSearch, string | number | undefined>>;

/** The list's part of the address, and how it changes. */
export function useListAddress() {
  const search = useSearch({ strict: false }) as ListSearch;
  const navigate = useNavigate();
  const onSearch = useCallback(
    (change: ListChange) =>
      void navigate({
        to: ".",
        // The router drops what is undefined.
        search: (before: Record<string, unknown>) => ({ ...before, ...change }),
        replace: "q" in change || "cols" in change,
      }),
    [navigate],
  );
  return { search, onSearch };
}
