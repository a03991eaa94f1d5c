import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Badge, Button, Popover } from "antd";
import { Bell as BellIcon, BellOff } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { loadNotifications, markRead, NOTIFICATIONS, unreadOptions } from "@/api/collaboration";
import { NoticeRow } from "@/components/notifications/NoticeRow";
import css from "@/components/notifications/notices.module.css";
import { Bone, EmptyState, ErrorState } from "@/components/ui/states";
import { useIsPhone } from "@/lib/media";

const SHOWN = 10;

/** How much is unread, and the latest of it; on a phone it leads to the page. */
export function Bell() {
  const { t } = useTranslation();
  const phone = useIsPhone();
  const navigate = useNavigate();
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const { data } = useQuery(unreadOptions);
  const count = data?.count ?? 0;
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  const bell = (
    <Button
      ref={button}
      type="text"
      aria-label={count > 0 ? t("notifications.bell", { count }) : t("notifications.title")}
      aria-haspopup={phone ? undefined : "dialog"}
      aria-expanded={phone ? undefined : open}
      onClick={phone ? () => void navigate({ to: "/notifications" }) : undefined}
      icon={
        <Badge count={data?.more ? count + 1 : count} overflowCount={99} size="small" aria-hidden="true">
          <BellIcon size={16} strokeWidth={1.75} aria-hidden="true" />
        </Badge>
      }
    />
  );
  if (phone) return bell;
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      trigger="click"
      placement="bottomRight"
      arrow={false}
      destroyOnHidden
      content={<Latest onClose={close} />}
    >
      {bell}
    </Popover>
  );
}

function Latest({ onClose }: { onClose: () => void }) {
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
