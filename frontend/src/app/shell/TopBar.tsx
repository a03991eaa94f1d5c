import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { App, Button, type MenuProps } from "antd";
import {
  Check,
  CircleHelp,
  Languages,
  LogOut,
  Monitor,
  Moon,
  Plus,
  Search,
  Settings,
  Sun,
  UserRound,
} from "lucide-react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { meOptions, useMe } from "@/api/reference-data";
import { useSignOut } from "@/api/use-sign-out";
import { ActionMenu } from "@/components/ui/ActionMenu";
import { Avatar } from "@/components/ui/Avatar";
import { IconButton } from "@/components/ui/IconButton";
import { useErrorText } from "@/components/ui/states";
import { changeLocale, currentLocale, LOCALE_NAMES, LOCALES, type LocaleCode } from "@/i18n";
import { isMac } from "@/lib/hotkeys";
import { setTheme, type ThemeChoice, useTheme } from "@/theme/mode";
import type { AppModule } from "../modules";
import { Bell } from "./Bell";
import { useSettingsPages } from "./settings-pages";
import css from "./shell.module.css";

interface TopBarProps {
  creatable: readonly AppModule[];
  onCreate: (module: AppModule) => void;
  onSearch: () => void;
  onHelp: () => void;
}

/** Search, create, notifications, help, and the person's own menu. */
export function TopBar({ creatable, onCreate, onSearch, onHelp }: TopBarProps) {
  const { t } = useTranslation();
  const { user } = useMe();
  const menu = usePersonMenu();
  const create = creatable.map((module) => ({
    key: module.path,
    label: t(module.create?.label ?? module.label),
    icon: <module.icon size={15} />,
    onClick: () => onCreate(module),
  }));
  return (
    <header className={css.bar}>
      <button type="button" className={css.searchBox} onClick={onSearch}>
        <Search size={15} aria-hidden="true" />
        <span>{t("shell.search.open")}</span>
        <kbd>{isMac ? "\u2318K" : "Ctrl K"}</kbd>
      </button>
      {create.length > 0 ? (
        <ActionMenu menu={{ items: create }} placement="bottomRight">
          <Button className={css.desktopOnly} icon={<Plus size={16} />}>
            {t("shell.create.title")}
          </Button>
        </ActionMenu>
      ) : null}
      <Bell />
      <span className={css.desktopOnly}>
        <IconButton icon={CircleHelp} label={t("shell.help.title")} hotkey="?" onClick={onHelp} />
      </span>
      <ActionMenu menu={menu} placement="bottomRight">
        <button type="button" className={css.me} aria-label={t("shell.me.menu", { name: user.display_name })}>
          <Avatar name={user.display_name} src={user.avatar} size={32} />
        </button>
      </ActionMenu>
    </header>
  );
}

function usePersonMenu(): MenuProps {
  const { t } = useTranslation();
  const { user } = useMe();
  const { chosen } = useTheme();
  const hasSettings = useSettingsPages().length > 0;
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const textOf = useErrorText();
  const language = currentLocale();
  const keep = useMutation({
    mutationFn: (change: { locale?: LocaleCode; theme?: ThemeChoice }) =>
      unwrap(api.PATCH("/api/v1/me", { body: change })),
    onSuccess: () => queries.invalidateQueries({ queryKey: meOptions.queryKey }),
    onError: (error) => void message.error(textOf(error)),
  });
  const leave = useSignOut();
  const mark = (on: boolean) =>
    on ? <Check size={14} /> : <span style={{ display: "inline-block", width: 14 }} />;
  const themes = [
    { key: "system", icon: Monitor },
    { key: "light", icon: Sun },
    { key: "dark", icon: Moon },
  ] as const;
  return {
    items: [
      {
        key: "who",
        type: "group",
        label: (
          <>
            <strong style={{ color: "var(--ink)" }}>{user.display_name}</strong>
            <br />
            {user.login}
          </>
        ),
      },
      {
        key: "me",
        icon: <UserRound size={15} />,
        label: t("shell.me.settings"),
        onClick: () => void navigate({ to: "/me" }),
      },
      // The rail holds them too; on a phone there is no rail.
      ...(hasSettings
        ? [
            {
              key: "settings",
              icon: <Settings size={15} />,
              label: t("shell.nav.settings"),
              onClick: () => void navigate({ to: "/settings" }),
            },
          ]
        : []),
      {
        key: "language",
        icon: <Languages size={15} />,
        label: t("shell.me.language"),
        children: LOCALES.map((code) => ({
          key: code,
          icon: mark(code === language),
          label: LOCALE_NAMES[code],
          onClick: () => {
            void changeLocale(code).then(() => queries.invalidateQueries());
            keep.mutate({ locale: code });
          },
        })),
      },
      {
        key: "theme",
        icon: <Moon size={15} />,
        label: t("shell.me.theme"),
        children: themes.map(({ key }) => ({
          key,
          icon: mark(key === chosen),
          label: t(`shell.theme.${key}`),
          onClick: () => {
            setTheme(key);
            keep.mutate({ theme: key });
          },
        })),
      },
      { type: "divider" },
      { key: "out", icon: <LogOut size={15} />, label: t("shell.me.signOut"), onClick: () => leave.mutate() },
    ],
  };
}
