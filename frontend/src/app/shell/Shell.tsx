import { useQueryClient } from "@tanstack/react-query";
import { Link, Outlet, useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { mayDo, useMe } from "@/api/reference-data";
import { followChanges } from "@/api/stream";
import { ExtraTabs } from "@/components/detail/extra-tabs";
import { loadSettingsTexts } from "@/i18n";
import { useHotkey } from "@/lib/hotkeys";
import { useIsPhone } from "@/lib/media";
import { useStored } from "@/lib/stored";
import { type AppModule, MODULES } from "../modules";
import { BottomBar } from "./BottomBar";
import { Rail } from "./Rail";
import css from "./shell.module.css";
import { TopBar } from "./TopBar";

const JobTray = lazy(() => import("./JobTray"));
// It finds settings by their names.
const loadPalette = async () => {
  const [palette] = await Promise.all([import("./Palette"), loadSettingsTexts()]);
  return palette;
};
const Palette = lazy(loadPalette);
const HelpOverlay = lazy(() => import("./HelpOverlay"));

const PRELOAD_MS = 1_500;

/** The frame around every page: rail, top bar, on a phone the bottom bar; search, help and quick create. */
export function Shell() {
  const { t } = useTranslation();
  const me = useMe();
  const phone = useIsPhone();
  const [narrow, setNarrow] = useStored("rail-narrow", false);
  const [searching, setSearching] = useState(false);
  const [helping, setHelping] = useState(false);
  const [creating, setCreating] = useState<AppModule | null>(null);
  const modules = useMemo(() => MODULES.filter((module) => mayDo(me, module.resource, "view")), [me]);
  const tabs = useMemo(() => modules.flatMap((module) => module.tabs ?? []), [modules]);
  const creatable = modules.filter((module) => module.create && mayDo(me, module.resource, "create"));
  const queries = useQueryClient();

  useEffect(() => {
    const end = new AbortController();
    followChanges(queries, end.signal);
    return () => end.abort();
  }, [queries]);

  // Ready before it is called for, so that the first letters typed into it are not lost.
  useEffect(() => {
    const timer = setTimeout(() => void loadPalette(), PRELOAD_MS);
    return () => clearTimeout(timer);
  }, []);

  useHotkey("mod+k", "shell.keys.palette", () => setSearching(true));
  useHotkey("?", "shell.keys.help", () => setHelping(true));
  // What is created is what the page is about, elsewhere the first there is.
  const here = () => creatable.find(({ path }) => location.pathname.startsWith(path)) ?? creatable[0] ?? null;
  useHotkey("c", "shell.keys.create", () => setCreating(here()), creatable.length > 0);

  const Form = creating?.create?.Form;
  return (
    <div className={css.shell} data-narrow={narrow || undefined}>
      <a className={css.skip} href="#main">
        {t("shell.skip")}
      </a>
      <Rail modules={modules} narrow={narrow} onNarrow={() => setNarrow(!narrow)} />
      <TopBar
        creatable={creatable}
        onCreate={setCreating}
        onSearch={() => setSearching(true)}
        onHelp={() => setHelping(true)}
      />
      <main id="main" className={css.main} tabIndex={-1} style={{ outline: "none" }}>
        <ExtraTabs value={tabs}>
          <Outlet />
        </ExtraTabs>
      </main>
      <Suspense fallback={null}>
        <JobTray />
      </Suspense>
      {phone ? <BottomBar modules={modules} creatable={creatable} onCreate={setCreating} /> : null}
      {modules.map((module) => (
        <GoKey key={module.path} module={module} />
      ))}
      <Suspense fallback={null}>
        {searching ? (
          <Palette
            modules={modules}
            creatable={creatable}
            onCreate={setCreating}
            onClose={() => setSearching(false)}
          />
        ) : null}
        {helping ? <HelpOverlay onClose={() => setHelping(false)} /> : null}
        {Form ? <Form onClose={() => setCreating(null)} /> : null}
      </Suspense>
    </div>
  );
}

function GoKey({ module }: { module: AppModule }) {
  const navigate = useNavigate();
  useHotkey(module.go, module.label, () => void navigate({ to: module.path }));
  return null;
}

/** The product's mark with the organization's name. */
export function Brand({ name }: { name: string }) {
  return (
    <Link to="/" className={css.brand}>
      <img src="/icon.svg" alt="" />
      <span>{name}</span>
    </Link>
  );
}
