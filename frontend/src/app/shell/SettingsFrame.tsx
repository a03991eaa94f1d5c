import { Link, Navigate, Outlet, useLocation } from "@tanstack/react-router";
import { Input } from "antd";
import { ChevronLeft, Search } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/components/ui/states";
import { useIsPhone } from "@/lib/media";
import { useSettingsPages } from "./settings-pages";
import css from "./shell.module.css";

const GROUPS = ["organization", "data", "system"] as const;

/** The settings: their menu with a search on the left, the chosen page on the right; on a phone one after the other. */
export function SettingsFrame() {
  const { t } = useTranslation();
  const pages = useSettingsPages();
  const [typed, setTyped] = useState("");
  const path = useLocation({ select: (location) => location.pathname });
  const shown = pages.filter((page) => t(page.label).toLowerCase().includes(typed.trim().toLowerCase()));
  return (
    <div className={css.settings} data-open={path !== "/settings" || undefined}>
      <nav className={css.settingsNav} aria-label={t("shell.nav.settings")}>
        <h2>{t("shell.nav.settings")}</h2>
        <Input
          prefix={<Search size={14} color="var(--ink-faint)" />}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          placeholder={t("shell.settings.search")}
          aria-label={t("shell.settings.search")}
        />
        {GROUPS.map((group) => {
          const members = shown.filter((page) => page.group === group);
          return members.length > 0 ? (
            <section key={group}>
              <h3>{t(`shell.settings.${group}`)}</h3>
              {members.map((page) => (
                <Link
                  key={page.path}
                  to={page.path}
                  className={css.item}
                  data-active={path === page.path || undefined}
                  aria-current={path === page.path ? "page" : undefined}
                >
                  {t(page.label)}
                </Link>
              ))}
            </section>
          ) : null;
        })}
      </nav>
      <div>
        {path === "/settings" ? null : (
          <Link to="/settings" className={css.settingsBack}>
            <ChevronLeft size={12} aria-hidden="true" /> {t("shell.nav.settings")}
          </Link>
        )}
        <Outlet />
      </div>
    </div>
  );
}

/** On a desk the first page opens at once; on a phone the menu is the page. */
export function SettingsHome() {
  const { t } = useTranslation();
  const [first] = useSettingsPages();
  const phone = useIsPhone();
  if (!first) return <EmptyState text={t("shell.settings.none")} />;
  return phone ? null : <Navigate to={first.path} replace />;
}
