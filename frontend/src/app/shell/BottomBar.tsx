import { CircleUser, Plus } from "lucide-react";
import { useTranslation } from "react-i18next";
import { ActionMenu } from "@/components/ui/ActionMenu";
import type { AppModule } from "../modules";
import { RailLink } from "./Rail";
import css from "./shell.module.css";

interface BottomBarProps {
  modules: readonly AppModule[];
  creatable: readonly AppModule[];
  onCreate: (module: AppModule) => void;
}

/** The phone's bar at the thumb. */
export function BottomBar({ modules, creatable, onCreate }: BottomBarProps) {
  const { t } = useTranslation();
  const [only, ...more] = creatable;
  const plus = (
    <button
      type="button"
      className={`${css.item} ${css.plus}`}
      aria-label={t("shell.create.title")}
      onClick={() => only && more.length === 0 && onCreate(only)}
    >
      <Plus aria-hidden="true" />
    </button>
  );
  const items = creatable.map((module) => ({
    key: module.path,
    label: t(module.create?.label ?? module.label),
    onClick: () => onCreate(module),
  }));
  return (
    <nav className={css.bottom} aria-label={t("shell.nav.title")}>
      {modules.slice(0, 2).map((module) => (
        <RailLink key={module.path} to={module.path} icon={module.icon} label={t(module.label)} />
      ))}
      {more.length > 0 ? <ActionMenu menu={{ items }}>{plus}</ActionMenu> : only ? plus : null}
      {modules.slice(2, 3).map((module) => (
        <RailLink key={module.path} to={module.path} icon={module.icon} label={t(module.label)} />
      ))}
      <RailLink to="/me" icon={CircleUser} label={t("shell.nav.me")} />
    </nav>
  );
}
