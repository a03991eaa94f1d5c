import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Check } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { markRead, NOTIFICATIONS } from "@/api/collaboration";
import type { Notification } from "@/api/types";
import { Avatar } from "@/components/ui/Avatar";
import { IconButton } from "@/components/ui/IconButton";
import { RelativeTime } from "@/components/ui/RelativeTime";
import css from "./notices.module.css";

/** Kinds whose place on the record's page is its comments. */
const TALK = new Set(["mentioned", "commented"]);

/** Where a notification leads: the record, or the list where it tells of several; nowhere where it is out of sight. */
export function placeOf(notice: Notification): { to: string; search?: { tab: string } } | null {
  if (!notice.resource) return null;
  const list = `/${notice.resource.replaceAll("_", "-")}`;
  if (notice.record)
    return {
      to: `${list}/${notice.record.id}`,
      ...(TALK.has(notice.kind) ? { search: { tab: "comments" } } : {}),
    };
  return notice.count > 1 ? { to: list } : null;
}

/** One thing that one was told: leads to the record, and is read by following it. */
export function NoticeRow({ notice, onOpen }: { notice: Notification; onOpen?: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const read = useMutation({
    mutationFn: () => markRead([notice.id]),
    onSettled: () => queries.invalidateQueries({ queryKey: NOTIFICATIONS }),
  });
  const unread = !notice.read_at;
  const place = placeOf(notice);
  const open = () => {
    if (unread) read.mutate();
    onOpen?.();
  };
  const content: ReactNode = (
    <>
      <Avatar name={notice.actor?.name ?? t("common.history.system")} size={28} />
      <span className={css.what}>
        <span>
          {unread ? <span className={css.hidden}>{t("notifications.state.unread")} </span> : null}
          {notice.text}
        </span>
        {notice.excerpt ? <q className={css.excerpt}>{notice.excerpt}</q> : null}
        <span className={css.when}>
          <RelativeTime value={notice.told_at} />
        </span>
      </span>
    </>
  );
  return (
    <li className={css.row} data-unread={unread || undefined}>
      {place ? (
        <Link {...place} className={css.link} onClick={open}>
          {content}
        </Link>
      ) : (
        <span className={css.link}>{content}</span>
      )}
      {unread ? (
        <IconButton
          size="small"
          icon={Check}
          label={t("notifications.markOne")}
          loading={read.isPending}
          onClick={() => read.mutate()}
        />
      ) : null}
    </li>
  );
}
