import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { App, Button, Segmented, Select } from "antd";
import { BellOff, CheckCheck, EyeOff, Settings } from "lucide-react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import {
  collaboration,
  loadNotifications,
  markRead,
  NOTIFICATIONS,
  unreadOptions,
} from "@/api/collaboration";
import { NoticeRow } from "@/components/notifications/NoticeRow";
import notices from "@/components/notifications/notices.module.css";
import { Page } from "@/components/ui/Page";
import { RelativeTime } from "@/components/ui/RelativeTime";
import { SimpleTable } from "@/components/ui/SimpleTable";
import { Bone, EmptyState, ErrorState, useErrorText } from "@/components/ui/states";
import type { NotificationSearch } from "./search";

/** Everything that one was told, and what one follows. */
export function NotificationsPage() {
  const { t } = useTranslation();
  const { show, kind } = useSearch({ strict: false }) as NotificationSearch;
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const textOf = useErrorText();
  const { data: unread } = useQuery(unreadOptions);
  const kinds = useQuery({
    queryKey: [...NOTIFICATIONS, "choices"],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/me/notification-choices", { signal })),
  });
  const readAll = useMutation({
    mutationFn: () => markRead(),
    onSettled: () => queries.invalidateQueries({ queryKey: NOTIFICATIONS }),
    onError: (error) => void message.error(textOf(error)),
  });
  const go = (search: NotificationSearch) => void navigate({ to: "/notifications", search });
  return (
    <Page
      title={t("notifications.title")}
      actions={
        <>
          <Button
            icon={<Settings size={15} aria-hidden="true" />}
            onClick={() => void navigate({ to: "/me", search: { tab: "notifications" } })}
          >
            {t("notifications.choices.open")}
          </Button>
          <Button
            type="primary"
            icon={<CheckCheck size={16} aria-hidden="true" />}
            disabled={!unread?.count}
            loading={readAll.isPending}
            onClick={() => readAll.mutate()}
          >
            {t("notifications.markAll")}
          </Button>
        </>
      }
    >
      <div style={{ display: "flex", flexWrap: "wrap", gap: 12, maxWidth: 760, marginBottom: 12 }}>
        <Segmented<"all" | "unread" | "followed">
          aria-label={t("notifications.show.title")}
          value={show ?? "all"}
          onChange={(next) =>
            go(next === "all" ? { kind } : { show: next, kind: next === "unread" ? kind : undefined })
          }
          options={(["all", "unread", "followed"] as const).map((value) => ({
            value,
            label: t(`notifications.show.${value}`),
          }))}
        />
        {show === "followed" ? null : (
          <Select
            allowClear
            style={{ minWidth: 220, flex: "0 1 320px" }}
            aria-label={t("notifications.kind")}
            placeholder={t("notifications.anyKind")}
            value={kind ?? null}
            onChange={(next: string | null | undefined) => go({ show, kind: next ?? undefined })}
            options={(kinds.data?.items ?? []).map((each) => ({ value: each.kind, label: each.label }))}
          />
        )}
      </div>
      <div style={{ maxWidth: 760 }}>
        {show === "followed" ? <Followed /> : <Told unread={show === "unread"} kind={kind} />}
      </div>
    </Page>
  );
}

function Told({ unread, kind }: { unread: boolean; kind: string | undefined }) {
  const { t } = useTranslation();
  const query = useInfiniteQuery({
    queryKey: [...NOTIFICATIONS, "list", unread, kind],
    queryFn: ({ pageParam, signal }) =>
      loadNotifications({ unread: unread || undefined, kind }, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
  if (query.isPending) return <Bone width="70%" />;
  if (query.isError) return <ErrorState error={query.error} retry={() => void query.refetch()} />;
  const items = query.data.pages.flatMap((page) => page.items);
  if (items.length === 0) {
    return (
      <EmptyState icon={BellOff} text={t(unread ? "notifications.emptyUnread" : "notifications.empty")} />
    );
  }
  return (
    <>
      <ul className={notices.list} aria-label={t("notifications.title")}>
        {items.map((notice) => (
          <NoticeRow key={notice.id} notice={notice} />
        ))}
      </ul>
      {query.hasNextPage ? (
        <Button type="link" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t("common.action.more")}
        </Button>
      ) : null}
    </>
  );
}

function Followed() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const textOf = useErrorText();
  const leave = useMutation({
    mutationFn: ({ resource, id }: { resource: string; id: string }) =>
      collaboration(resource).follow(id, false),
    onSuccess: (_, { resource, id }) =>
      Promise.all([
        queries.invalidateQueries({ queryKey: ["follows"] }),
        queries.invalidateQueries({ queryKey: [resource, "detail", id, "follow"] }),
      ]),
    onError: (error) => void message.error(textOf(error)),
  });
  return (
    <SimpleTable
      label={t("notifications.show.followed")}
      queryKey={["follows"]}
      load={(cursor, signal) =>
        unwrap(api.GET("/api/v1/me/follows", { params: { query: cursor ? { cursor } : {} }, signal }))
      }
      rowKey={(row) => row.record.id}
      empty={t("notifications.follow.none")}
      columns={[
        {
          key: "record",
          label: t("notifications.follow.record"),
          render: (row) =>
            row.record.name ? (
              <Link to={`/${row.resource.replaceAll("_", "-")}/${row.record.id}`}>{row.record.name}</Link>
            ) : (
              t("notifications.follow.outOfSight")
            ),
        },
        {
          key: "since",
          label: t("notifications.follow.since"),
          render: (row) => <RelativeTime value={row.created_at} />,
        },
        {
          key: "tools",
          label: "",
          tight: true,
          render: (row) => (
            <Button
              size="small"
              icon={<EyeOff size={14} aria-hidden="true" />}
              onClick={() => leave.mutate({ resource: row.resource, id: row.record.id })}
            >
              {t("notifications.follow.leave")}
            </Button>
          ),
        },
      ]}
    />
  );
}
