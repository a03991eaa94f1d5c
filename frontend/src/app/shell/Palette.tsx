import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Modal, Spin } from "antd";
import { ArrowRight, type LucideIcon, Plus, Search, Settings2 } from "lucide-react";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { ErrorState } from "@/components/ui/states";
import { useDebounced } from "@/lib/debounce";
import { useFocusBack } from "@/lib/focus";
import type { AppModule } from "../modules";
import { useSettingsPages } from "./settings-pages";
import css from "./shell.module.css";

interface PaletteProps {
  modules: readonly AppModule[];
  creatable: readonly AppModule[];
  onCreate: (module: AppModule) => void;
  onClose: () => void;
}

interface Entry {
  key: string;
  group: string;
  icon: LucideIcon;
  title: string;
  note?: string | undefined;
  run: () => void;
}

/** The global search: records, actions and places in one list, by keyboard. */
export default function Palette({ modules, creatable, onCreate, onClose }: PaletteProps) {
  useFocusBack();
  const { t } = useTranslation();
  const navigate = useNavigate();
  const settings = useSettingsPages();
  const listId = useId();
  const [typed, setTyped] = useState("");
  const [composing, setComposing] = useState(false);
  const [at, setAt] = useState(0);
  const q = useDebounced(composing ? "" : typed.trim(), 150);
  const found = useQuery({
    queryKey: ["search", q],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/v1/search", { params: { query: { q, limit: 12 } }, signal })),
    enabled: q.length > 0,
    placeholderData: q ? keepPreviousData : undefined,
  });
  const go = (to: string) => void navigate({ to });
  const matches = (text: string) => text.toLowerCase().includes(typed.trim().toLowerCase());

  const entries: Entry[] = [
    ...(q ? (found.data?.items ?? []) : []).flatMap((hit): Entry[] => {
      const module = modules.find((each) => each.kind === hit.kind || each.resource === hit.kind);
      // A kind of record that has no page yet cannot be opened, so it is not offered.
      if (!module) return [];
      return [
        {
          key: `${hit.kind}:${hit.id}`,
          group: t(module.label),
          icon: module.icon,
          title: hit.title,
          note: hit.subtitle ?? undefined,
          run: () => go(`${module.path}/${hit.id}`),
        },
      ];
    }),
    ...creatable
      .filter((module) => matches(t(module.create?.label ?? module.label)))
      .map((module) => ({
        key: `new:${module.path}`,
        group: t("shell.search.actions"),
        icon: Plus,
        title: t(module.create?.label ?? module.label),
        run: () => onCreate(module),
      })),
    ...modules
      .filter((module) => matches(t(module.label)))
      .map((module) => ({
        key: module.path,
        group: t("shell.search.go"),
        icon: module.icon,
        title: t(module.label),
        run: () => go(module.path),
      })),
    ...settings
      .filter((page) => typed.trim() && matches(t(page.label)))
      .map((page) => ({
        key: page.path,
        group: t("shell.search.go"),
        icon: Settings2,
        title: t(page.label),
        note: t("shell.nav.settings"),
        run: () => go(page.path),
      })),
  ];
  const groups: { name: string; entries: Entry[] }[] = [];
  for (const entry of entries) {
    const last = groups.at(-1);
    if (last?.name === entry.group) last.entries.push(entry);
    else groups.push({ name: entry.group, entries: [entry] });
  }
  const current = Math.min(at, entries.length - 1);
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector(`[data-at="${current}"]`)?.scrollIntoView({ block: "nearest" });
  }, [current]);

  const choose = (entry: Entry | undefined) => {
    if (!entry) return;
    onClose();
    entry.run();
  };
  const keys = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "ArrowDown") setAt(Math.min(current + 1, entries.length - 1));
    else if (event.key === "ArrowUp") setAt(Math.max(current - 1, 0));
    else if (event.key === "Enter") choose(entries[current]);
    else return;
    event.preventDefault();
  };
  return (
    <Modal
      open
      footer={null}
      closable={false}
      width={620}
      style={{ top: 80 }}
      onCancel={onClose}
      title={null}
    >
      <div className={css.palette}>
        <div className={css.paletteInput}>
          <Search size={18} aria-hidden="true" />
          <input
            // biome-ignore lint/a11y/noAutofocus: the person opened the search to type
            autoFocus
            role="combobox"
            aria-expanded="true"
            aria-controls={listId}
            aria-activedescendant={entries[current] ? `${listId}-${current}` : undefined}
            aria-label={t("shell.search.open")}
            placeholder={t("shell.search.placeholder")}
            value={typed}
            onChange={(event) => {
              setTyped(event.target.value);
              setAt(0);
            }}
            onCompositionStart={() => setComposing(true)}
            onCompositionEnd={() => setComposing(false)}
            onKeyDown={keys}
          />
          {found.isFetching ? <Spin size="small" /> : null}
        </div>
        <div
          className={css.results}
          role="listbox"
          id={listId}
          ref={list}
          aria-label={t("shell.search.open")}
        >
          {found.isError && q ? <ErrorState error={found.error} retry={() => void found.refetch()} /> : null}
          {groups.map((group) => (
            // biome-ignore lint/a11y/useSemanticElements: a fieldset may not stand in a list box
            <div key={group.entries[0]?.key} role="group" aria-label={group.name}>
              <div className={css.group} aria-hidden="true">
                {group.name}
              </div>
              {group.entries.map((entry) => {
                const index = entries.indexOf(entry);
                return (
                  // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are handled by the input, which keeps the focus
                  <div
                    key={entry.key}
                    id={`${listId}-${index}`}
                    data-at={index}
                    role="option"
                    tabIndex={-1}
                    aria-selected={index === current}
                    className={css.result}
                    onMouseMove={() => setAt(index)}
                    onClick={() => choose(entry)}
                  >
                    <entry.icon size={16} strokeWidth={1.75} aria-hidden="true" />
                    <span>{entry.title}</span>
                    {entry.note ? <small>{entry.note}</small> : null}
                    {index === current ? <ArrowRight size={14} aria-hidden="true" /> : null}
                  </div>
                );
              })}
            </div>
          ))}
          {entries.length === 0 && !found.isFetching && !found.isError ? (
            <p className={css.none}>{t("shell.search.none", { text: typed.trim() })}</p>
          ) : null}
        </div>
        <footer className={css.paletteFoot}>
          <span>
            <kbd>↑</kbd> <kbd>↓</kbd> {t("shell.search.move")}
          </span>
          <span>
            <kbd>↵</kbd> {t("common.action.open")}
          </span>
          <span>
            <kbd>{"Esc"}</kbd> {t("common.action.close")}
          </span>
        </footer>
      </div>
    </Modal>
  );
}
