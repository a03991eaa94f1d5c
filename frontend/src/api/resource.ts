import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "./client";
import type { JsonObject } from "./merge-patch";
import type { AuditEvent, DuplicateMatch, TeamMember } from "./types";

/** What every stored record carries (API contract, "Records"). */
export interface RecordBase {
  id: string;
  version: number;
  created_at?: string;
  updated_at?: string;
  custom?: Record<string, unknown>;
  /** Names of the fields that are hidden or masked for the reader. */
  restricted?: string[];
  [field: string]: unknown;
}

/** A referenced record as it appears beside its raw id. */
export interface Reference {
  id: string;
  name: string;
}

/** The parameters of a list (API contract, "Lists"). */
export interface ListQuery {
  filter?: string | undefined;
  q?: string | undefined;
  sort?: string | undefined;
  limit?: number | undefined;
  cursor?: string | undefined;
  count?: "none" | "estimate" | "exact" | undefined;
  deleted?: boolean | undefined;
  [parameter: string]: string | number | boolean | undefined;
}

export interface Total {
  value: number;
  /** False: there are more than `value`. */
  exact: boolean;
}

export interface Page<R> {
  items: R[];
  next_cursor?: string | null;
  prev_cursor?: string | null;
  total?: Total | null;
}

/** One step over a selection of records, as the server takes it. */
export interface BulkOrder {
  action: "transfer" | "tag" | "untag" | "edit" | "delete" | "restore";
  arguments?: { owner_id?: string; tags?: string[]; fields?: JsonObject };
}

/** Which records a step is for: some by id, or all that match. */
export type BulkTarget = { ids: string[] } | { filter: string; q?: string };

type Call = (
  path: string,
  init: Record<string, unknown>,
) => Promise<{ data?: unknown; error?: unknown; response: Response }>;

// The building blocks work for any kind of record and hold its path as a value, which the generated
// types cannot follow; this is the one place where they are set aside.
export const untyped = api as unknown as Record<"GET" | "POST" | "PUT" | "PATCH" | "DELETE", Call>;

const ifMatch = (version: number) => ({ "If-Match": `"${version}"` });

/** The operations that every kind of record has, and the query keys under which answers are kept. */
export interface Resource<R extends RecordBase> {
  /** Name in the path, such as `customers`; also the first part of every query key. */
  readonly name: string;
  list(query: ListQuery, signal?: AbortSignal): Promise<Page<R>>;
  get(id: string, signal?: AbortSignal): Promise<R>;
  /**
   * `attempt` identifies the person's intention: a repeat of the same attempt creates nothing twice. `reason` says why
   * it is stored although it looks like another record.
   */
  create(body: JsonObject, attempt: string, reason?: string): Promise<R>;
  /** Refused with 412 when the record is no longer at `version`; `reason` as for `create`. */
  update(id: string, version: number, patch: JsonObject, reason?: string): Promise<R>;
  remove(id: string, version: number): Promise<void>;
  restore(id: string): Promise<R>;
  /** Who changed what, newest first. */
  history(id: string, cursor?: string): Promise<Page<AuditEvent>>;
  /** Does one step to many records, as a job. */
  bulk(target: BulkTarget, order: BulkOrder): Promise<unknown>;
  /** Gives a record to another owner, with what else is chosen; not every kind of record has it. */
  transfer(id: string, body: { owner_id: string } & JsonObject): Promise<R>;
  /** Who besides the owner works on a record; not every kind of record has a team of its own. */
  team(id: string, signal?: AbortSignal): Promise<TeamMember[]>;
  saveTeam(id: string, members: readonly TeamMember[]): Promise<unknown>;
  /** Records that the described one may be the same as. */
  duplicates(question: JsonObject, signal?: AbortSignal): Promise<DuplicateMatch[]>;
}

/** The client of the records under `/api/v1/{name}`. */
export function resource<R extends RecordBase>(name: string): Resource<R> {
  const all = `/api/v1/${name}`;
  const one = `${all}/{id}`;
  return {
    name,
    list: (query, signal) => unwrap(untyped.GET(all, { params: { query }, signal })) as Promise<Page<R>>,
    get: (id, signal) => unwrap(untyped.GET(one, { params: { path: { id } }, signal })) as Promise<R>,
    create: (body, attempt, reason) =>
      unwrap(
        untyped.POST(all, {
          params: { query: { duplicate_reason: reason } },
          body,
          headers: { "Idempotency-Key": attempt },
        }),
      ) as Promise<R>,
    update: (id, version, patch, reason) =>
      unwrap(
        untyped.PATCH(one, {
          params: { path: { id }, query: { duplicate_reason: reason } },
          body: patch,
          headers: { ...ifMatch(version), "content-type": "application/merge-patch+json" },
        }),
      ) as Promise<R>,
    remove: async (id, version) => {
      await unwrap(untyped.DELETE(one, { params: { path: { id } }, headers: ifMatch(version) }));
    },
    restore: (id) => unwrap(untyped.POST(`${one}/restore`, { params: { path: { id } } })) as Promise<R>,
    history: (id, cursor) =>
      unwrap(
        untyped.GET(`${one}/history`, { params: { path: { id }, query: { cursor, limit: 50 } } }),
      ) as Promise<Page<AuditEvent>>,
    bulk: (target, order) => unwrap(untyped.POST(`${all}/bulk-actions`, { body: { ...target, ...order } })),
    transfer: (id, body) =>
      unwrap(untyped.POST(`${one}/transfer`, { params: { path: { id } }, body })) as Promise<R>,
    team: async (id, signal) => {
      const answer = await unwrap(untyped.GET(`${one}/team`, { params: { path: { id } }, signal }));
      return (answer as { items: TeamMember[] }).items;
    },
    saveTeam: (id, members) => {
      const items = members.map(({ principal_kind, principal_id, level }) => ({
        principal_kind,
        principal_id,
        level,
      }));
      return unwrap(untyped.PUT(`${one}/team`, { params: { path: { id } }, body: { items } }));
    },
    duplicates: async (question, signal) => {
      const answer = await unwrap(untyped.POST(`${all}/duplicates`, { body: question, signal }));
      return (answer as { matches: DuplicateMatch[] }).matches;
    },
  };
}

/** Query keys: an event about a record invalidates by their first parts. */
export const keys = {
  all: (name: string) => [name] as const,
  lists: (name: string) => [name, "list"] as const,
  list: (name: string, query: ListQuery) => [name, "list", query] as const,
  detail: (name: string, id: string) => [name, "detail", id] as const,
};

/** One page of a list; the last page stays on screen while the next one loads. */
export function listOptions<R extends RecordBase>(of: Resource<R>, query: ListQuery) {
  return queryOptions({
    queryKey: keys.list(of.name, query),
    queryFn: ({ signal }) => of.list(query, signal),
    placeholderData: keepPreviousData,
  });
}

export function detailOptions<R extends RecordBase>(of: Resource<R>, id: string) {
  return queryOptions({
    queryKey: keys.detail(of.name, id),
    queryFn: ({ signal }) => of.get(id, signal),
  });
}
