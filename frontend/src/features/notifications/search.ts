/** What the page of notifications shows, as its address says it. */
export interface NotificationSearch {
  show?: "unread" | "followed" | undefined;
  kind?: string | undefined;
}

export function readNotificationSearch(raw: Record<string, unknown>): NotificationSearch {
  return {
    show: raw.show === "unread" || raw.show === "followed" ? raw.show : undefined,
    kind: typeof raw.kind === "string" && raw.kind ? raw.kind : undefined,
  };
}
