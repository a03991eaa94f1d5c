import { Outlet } from "@tanstack/react-router";
import { ConfigProvider } from "antd";
import { Moon, Sun } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/components/ui/IconButton";
import { useTitle } from "@/components/ui/Page";
import { changeLocale, currentLocale, LOCALE_NAMES, LOCALES } from "@/i18n";
import { setTheme, useTheme } from "@/theme/mode";
import css from "./outside.module.css";

/** The frame of the pages before signing in, with the choice of language and theme. */
export function OutsideFrame() {
  const { t } = useTranslation();
  const { mode } = useTheme();
  const language = currentLocale();
  return (
    <div className={css.frame}>
      <main className={css.center}>
        {/* Pages with two fields on them, often filled in with a thumb: there is room for larger ones. */}
        <ConfigProvider componentSize="large">
          <Outlet />
        </ConfigProvider>
      </main>
      <footer className={css.foot}>
        {LOCALES.map((code) => (
          <button
            key={code}
            type="button"
            lang={code}
            className={css.language}
            aria-pressed={code === language}
            onClick={() => void changeLocale(code)}
          >
            {LOCALE_NAMES[code]}
          </button>
        ))}
        <IconButton
          size="small"
          icon={mode === "dark" ? Sun : Moon}
          label={t(mode === "dark" ? "shell.theme.light" : "shell.theme.dark")}
          onClick={() => setTheme(mode === "dark" ? "light" : "dark")}
        />
      </footer>
    </div>
  );
}

/** The box in the middle of such a page. */
export function OutsideBox({
  title,
  hint,
  children,
}: {
  title: string;
  hint?: string | undefined;
  children: ReactNode;
}) {
  useTitle(title);
  return (
    <div className={css.box}>
      <img src="/icon.svg" alt="" />
      <h1>{title}</h1>
      {hint ? <p className={css.hint}>{hint}</p> : <div style={{ height: 18 }} />}
      {children}
    </div>
  );
}
