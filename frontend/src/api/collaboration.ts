import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "./client";
import type { JsonObject } from "./merge-patch";
import { type Page, untyped } from "./resource";
import type { Comment, Mentionable } from "./types";

/** Comments on a record, and whether one follows it: the same for every kind. */
export interface Collaboration {
  comments(id: string, cursor?: string): Promise<Page<Comment>>;
  /** `attempt` identifies the person's intention: a repeat of the same attempt says nothing twice. */
  add(id: string, body: string, attempt: string): Promise<Comment>;
  edit(id: string, comment: Comment, body: string): Promise<Comment>;
  remove(id: string, comment: Comment): Promise<void>;
  /** Colleagues who see the record. */
  mentionable(id: string, q: string, signal: AbortSignal): Promise<Mentionable[]>;
  follows(id: string, signal: AbortSignal): Promise<boolean>;
  follow(id: string, on: boolean): Promise<void>;
}

/** The client of what people say about the records under `/api/v1/{name}`. */
export function collaboration(name: string): Collaboration {
  const one = `/api/v1/${name}/{id}`;
  const at = (id: string, more: JsonObject = {}) => ({ path: { id, ...more } });
  const seen = (comment: Comment) => ({ "If-Match": `"${comment.version}"` });
  return {
    comments: (id, cursor) =>
      unwrap(untyped.GET(`${one}/comments`, { params: { ...at(id), query: { cursor } } })) as Promise<
        Page<Comment>
      >,
    add: (id, body, attempt) =>
      unwrap(
        untyped.POST(`${one}/comments`, {
          params: at(id),
          body: { body },
          headers: { "Idempotency-Key": attempt },
        }),
      ) as Promise<Comment>,
    edit: (id, comment, body) =>
      unwrap(
        untyped.PATCH(`${one}/comments/{comment_id}`, {
          params: at(id, { comment_id: comment.id }),
          body: { body },
          headers: seen(comment),
        }),
      ) as Promise<Comment>,
    remove: async (id, comment) => {
      await unwrap(
        untyped.DELETE(`${one}/comments/{comment_id}`, {
          params: at(id, { comment_id: comment.id }),
          headers: seen(comment),
        }),
      );
    },
    mentionable: async (id, q, signal) => {
      const query = q ? { q } : {};
      const found = unwrap(untyped.GET(`${one}/mentionable`, { params: { ...at(id), query }, signal }));
      return ((await found) as { items: Mentionable[] }).items;
    },
    follows: async (id, signal) => {
      const answer = unwrap(untyped.GET(`${one}/follow`, { params: at(id), signal }));
      return ((await answer) as { following: boolean }).following;
    },
    follow: async (id, on) => {
      await unwrap(untyped[on ? "PUT" : "DELETE"](`${one}/follow`, { params: at(id) }));
    },
  };
}

/** Under this key stands everything that one was told; an event of the stream says when it changes. */
export const NOTIFICATIONS = ["notifications"] as const;

export const unreadOptions = queryOptions({
  queryKey: [...NOTIFICATIONS, "unread"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/v1/notifications/unread", { signal })),
});

/** Which notifications are listed. */
export interface NotificationFilter {
  unread?: boolean | undefined;
  kind?: string | undefined;
  limit?: number | undefined;
}

export const loadNotifications = (filter: NotificationFilter, cursor?: string, signal?: AbortSignal) =>
  unwrap(
    api.GET("/api/v1/notifications", {
      params: { query: JSON.parse(JSON.stringify({ ...filter, cursor })) },
      ...(signal ? { signal } : {}),
    }),
  );

/** Marks these as read; everything up to now where none are named. */
export const markRead = (ids?: string[]) =>
  unwrap(api.POST("/api/v1/notifications/read", { body: ids ? { ids, all: false } : { all: true } }));
