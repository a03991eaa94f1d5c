import type { Locale as AntdLocale } from "antd/es/locale";
import dayjs from "dayjs";
import i18next from "i18next";
import { useSyncExternalStore } from "react";
import { initReactI18next } from "react-i18next";
import { setApiLanguage } from "@/api/client";

/** The languages of the application; the first is the one texts are written in first. */
export const LOCALES = ["zh-CN", "en", "zh-TW"] as const;
export type LocaleCode = (typeof LOCALES)[number];

/** A language's own name for itself, shown whatever language is chosen. */
export const LOCALE_NAMES: Record<LocaleCode, string> = {
  "zh-CN": "\u7b80\u4f53\u4e2d\u6587",
  en: "English",
  "zh-TW": "\u7e41\u9ad4\u4e2d\u6587",
};

/** Everything one language brings; loaded only when it is chosen. */
export interface LanguagePack {
  texts: Record<string, unknown>;
  antd: AntdLocale;
  /** Name of the language in dayjs, loaded with the pack. */
  dayjs: string;
}

const packs: Record<LocaleCode, () => Promise<{ default: LanguagePack }>> = {
  "zh-CN": () => import("./zh-CN/index"),
  en: () => import("./en/index"),
  "zh-TW": () => import("./zh-TW/index"),
};

/** Texts of the settings and of what stands before signing in: no list waits for them. */
const settings: Record<LocaleCode, () => Promise<{ default: Record<string, unknown> }>> = {
  "zh-CN": () => import("./zh-CN/settings"),
  en: () => import("./en/settings"),
  "zh-TW": () => import("./zh-TW/settings"),
};
let withSettings = false;

const KEY = "guanxi.locale";
let antd: AntdLocale | undefined;
const listeners = new Set<() => void>();

/** The supported language nearest to a language tag, if any. */
export function nearestLocale(tag: string | null | undefined): LocaleCode | undefined {
  if (!tag) return undefined;
  const exact = LOCALES.find((code) => code.toLowerCase() === tag.toLowerCase());
  if (exact) return exact;
  if (/^zh\b.*(hant|tw|hk|mo)/i.test(tag)) return "zh-TW";
  if (/^zh\b/i.test(tag)) return "zh-CN";
  return /^en\b/i.test(tag) ? "en" : undefined;
}

function remembered(): LocaleCode {
  let stored: string | null = null;
  try {
    stored = localStorage.getItem(KEY);
  } catch {
    // Storage may be blocked; the browser's language is then used.
  }
  const candidates = [stored, ...navigator.languages];
  return candidates.map(nearestLocale).find((code) => code !== undefined) ?? "zh-CN";
}

/** Prepares the texts before the first paint. */
export async function startI18n(): Promise<void> {
  await i18next.use(initReactI18next).init({
    fallbackLng: "zh-CN",
    resources: {},
    interpolation: { escapeValue: false }, // React escapes
    nsSeparator: false,
    returnNull: false,
  });
  await changeLocale(remembered());
}

function add(code: LocaleCode, texts: Record<string, unknown>) {
  // Merged: what came earlier of this language stays.
  i18next.addResourceBundle(code, "translation", texts, true, true);
}

/** Brings the texts of the settings, from now on in every language that is chosen. */
export async function loadSettingsTexts(): Promise<void> {
  withSettings = true;
  const code = currentLocale();
  add(code, (await settings[code]()).default);
}

/** Switches the language and remembers it on this device. */
export async function changeLocale(code: LocaleCode): Promise<void> {
  const pack = (await packs[code]()).default;
  add(code, pack.texts);
  if (withSettings) add(code, (await settings[code]()).default);
  antd = pack.antd;
  dayjs.locale(pack.dayjs);
  setApiLanguage(code);
  document.documentElement.lang = code;
  try {
    localStorage.setItem(KEY, code);
  } catch {
    // The choice then lasts until the page is closed.
  }
  await i18next.changeLanguage(code);
  for (const listener of listeners) listener();
}

/** The language in force. */
export function currentLocale(): LocaleCode {
  return nearestLocale(i18next.language) ?? "zh-CN";
}

/** The component library's texts in the language in force. */
export function useAntdLocale(): AntdLocale | undefined {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => antd,
  );
}
