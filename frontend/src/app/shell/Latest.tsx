import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button } from "antd";
import { BellOff } from "lucide-react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { loadNotifications, markRead, NOTIFICATIONS } from "@/api/collaboration";
import { NoticeRow } from "@/components/notifications/NoticeRow";
import css from "@/components/notifications/notices.module.css";
import { Bone, EmptyState, ErrorState } from "@/components/ui/states";

const SHOWN = 10;

/** The latest notifications, as the bell opens them; loaded with the first look. */
export default function Latest({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const query = useQuery({
    queryKey: [...NOTIFICATIONS, "latest"],
    queryFn: ({ signal }) => loadNotifications({ limit: SHOWN }, undefined, signal),
  });
  const readAll = useMutation({
    mutationFn: () => markRead(),
    onSettled: () => queries.invalidateQueries({ queryKey: NOTIFICATIONS }),
  });
  // The keyboard goes on inside.
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);
  const items = query.data?.items ?? [];
  return (
    <div
      className={css.popover}
      role="dialog"
      aria-label={t("notifications.title")}
      ref={box}
      tabIndex={-1}
      style={{ outline: "none" }}
      onKeyDown={(event) => {
        if (event.key === "Escape") onClose();
      }}
    >
      <div className={css.popHead}>
        <strong>{t("notifications.title")}</strong>
        <Button
          type="link"
          size="small"
          disabled={!items.some((each) => !each.read_at)}
          loading={readAll.isPending}
          onClick={() => readAll.mutate()}
        >
          {t("notifications.markAll")}
        </Button>
      </div>
      <div className={css.popBody}>
        {query.isError ? (
          <ErrorState error={query.error} retry={() => void query.refetch()} />
        ) : query.isPending ? (
          <Bone width="80%" />
        ) : items.length === 0 ? (
          <EmptyState icon={BellOff} text={t("notifications.empty")} />
        ) : (
          <ul className={css.list}>
            {items.map((notice) => (
              <NoticeRow key={notice.id} notice={notice} onOpen={onClose} />
            ))}
          </ul>
        )}
      </div>
      <div className={css.popFoot}>
        <Link to="/notifications" onClick={onClose}>
          {t("notifications.all")}
        </Link>
        <Link to="/me" search={{ tab: "notifications" }} onClick={onClose}>
          {t("notifications.choices.open")}
        </Link>
      </div>
    </div>
  );
}
