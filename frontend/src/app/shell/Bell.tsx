import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Button, Popover } from "antd";
import { Bell as BellIcon } from "lucide-react";
import { lazy, Suspense, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { unreadOptions } from "@/api/collaboration";
import { Bone } from "@/components/ui/states";
import { useIsPhone } from "@/lib/media";
import css from "./shell.module.css";

const Latest = lazy(() => import("./Latest"));

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
        <span className={css.bell} aria-hidden="true">
          <BellIcon size={16} strokeWidth={1.75} />
          {count > 0 ? <span className={css.badge}>{data?.more ? `${count}+` : count}</span> : null}
        </span>
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
      content={
        <Suspense fallback={<Bone width={368} />}>
          <Latest onClose={close} />
        </Suspense>
      }
    >
      {bell}
    </Popover>
  );
}
