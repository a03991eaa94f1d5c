import type { ListSearch } from "./search";

/** The lists as they were last seen, by path. */
const seen = new Map<string, ListSearch>();

/** The record last opened of each list. */
const opened = new Map<string, string>();

/** Remembers which record was opened, so that the keyboard walks on from there after the way back. */
export function rememberOpened(path: string, id: string) {
  opened.set(path, id);
}

/** The record of a list that was opened last. */
export function lastOpened(path: string): string | undefined {
  return opened.get(path);
}

/** Remembers how a list looks, so that the way back from a record leads to the same rows. */
export function rememberList(path: string, search: ListSearch) {
  seen.set(path, search);
}

/** Where a list was left: its path with its conditions, sort and page. */
export function listAddress(path: string): { to: string; search: ListSearch } {
  return { to: path, search: seen.get(path) ?? {} };
}
