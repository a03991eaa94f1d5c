import { Link, useLocation } from "@tanstack/react-router";
import { Tooltip } from "antd";
import { type LucideIcon, PanelLeftClose, PanelLeftOpen, Settings } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useMe } from "@/api/reference-data";
import type { AppModule } from "../modules";
import { Brand } from "./Shell";
import { useSettingsPages } from "./settings-pages";
import css from "./shell.module.css";

interface RailProps {
  modules: readonly AppModule[];
  narrow: boolean;
  onNarrow: () => void;
}

/** The left rail: the modules, settings at the foot. */
export function Rail({ modules, narrow, onNarrow }: RailProps) {
  const { t } = useTranslation();
  const { organization } = useMe();
  const hasSettings = useSettingsPages().length > 0;
  const Fold = narrow ? PanelLeftOpen : PanelLeftClose;
  return (
    <nav className={css.rail} aria-label={t("shell.nav.title")}>
      <Brand name={organization.name} />
      <div className={css.nav}>
        {modules.map((module) => (
          <RailLink
            key={module.path}
            to={module.path}
            icon={module.icon}
            label={t(module.label)}
            narrow={narrow}
          />
        ))}
      </div>
      {hasSettings ? (
        <RailLink to="/settings" icon={Settings} label={t("shell.nav.settings")} narrow={narrow} />
      ) : null}
      <button
        type="button"
        className={css.item}
        onClick={onNarrow}
        aria-expanded={!narrow}
        title={t("shell.nav.fold")}
      >
        <Fold size={18} strokeWidth={1.75} aria-hidden="true" />
        <span>{t("shell.nav.fold")}</span>
      </button>
    </nav>
  );
}

interface RailLinkProps {
  to: string;
  icon: LucideIcon;
  label: string;
  narrow?: boolean;
}

/** An entry of the rail or the bottom bar; marked when its module is open. */
export function RailLink({ to, icon: Icon, label, narrow = false }: RailLinkProps) {
  const active = useLocation({
    select: (location) => location.pathname === to || location.pathname.startsWith(`${to}/`),
  });
  const link = (
    <Link
      to={to}
      className={css.item}
      data-active={active || undefined}
      aria-current={active ? "page" : undefined}
      aria-label={label}
    >
      <Icon size={18} strokeWidth={1.75} aria-hidden="true" />
      <span>{label}</span>
    </Link>
  );
  return narrow ? (
    <Tooltip title={label} placement="right">
      {link}
    </Tooltip>
  ) : (
    link
  );
}
