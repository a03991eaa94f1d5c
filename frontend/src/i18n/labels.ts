import { useTranslation } from "react-i18next";
import { currentLocale, type LocaleCode } from "./index";

/** The name of one thing in the languages of the product; a missing one was not translated. */
export type Labels = Partial<Record<LocaleCode, string>>;

/** Readers of one Chinese script read the other more easily than English; the server orders alike. */
const NEAREST: Record<LocaleCode, readonly LocaleCode[]> = {
  "zh-CN": ["zh-CN", "zh-TW", "en"],
  "zh-TW": ["zh-TW", "zh-CN", "en"],
  en: ["en", "zh-CN", "zh-TW"],
};

/** The label in a language, else in the nearest one there is. */
export function labelIn(labels: Labels | null | undefined, locale: LocaleCode): string {
  return NEAREST[locale].map((code) => labels?.[code]).find((text) => text) ?? "";
}

/** Reads labels in the language in force. */
export function useLabel(): (labels: Labels | null | undefined) => string {
  useTranslation(); // draws anew when the language changes
  return (labels) => labelIn(labels, currentLocale());
}
