import type { ListSearch } from "./search";

/** The lists as they were last seen, by path. */
const seen = new Map<string, ListSearch>();

/** Remembers how a list looks, so that the way back from a record leads to the same rows. */
export function rememberList(path: string, search: ListSearch) {
  seen.set(path, search);
}

/** Where a list was left: its path with its conditions, sort and page. */
export function listAddress(path: string): { to: string; search: ListSearch } {
  return { to: path, search: seen.get(path) ?? {} };
}
