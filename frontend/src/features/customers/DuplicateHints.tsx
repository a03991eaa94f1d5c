import { useQuery } from "@tanstack/react-query";
import { CircleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import { DuplicateMatches } from "@/components/edit/DuplicateMatches";
import { useDuplicatePolicy } from "@/components/edit/use-duplicate-guard";
import { useDebounced } from "@/lib/debounce";
import css from "./customers.module.css";
import { findDuplicates, questionOf } from "./duplicates";

interface DuplicateHintsProps {
  values: Record<string, unknown>;
  /** The customer being edited, which is no duplicate of itself. */
  exclude?: string | undefined;
}

/** Customers like the one being typed, with the reason why they are thought to be the same. */
export function DuplicateHints({ values, exclude }: DuplicateHintsProps) {
  const { t } = useTranslation();
  const policy = useDuplicatePolicy();
  const asked = useDebounced(JSON.stringify(questionOf(values)), 400);
  const query = useQuery({
    queryKey: ["customers", "duplicates", asked, exclude],
    queryFn: ({ signal }) => findDuplicates(JSON.parse(asked), exclude, signal),
    enabled: asked !== "null",
  });
  const matches = query.data ?? [];
  if (matches.length === 0 || asked === "null") return null;
  return (
    <aside className={css.duplicates} aria-live="polite">
      <h3>
        <CircleAlert size={15} aria-hidden="true" />{" "}
        {t("customers.duplicates.title", { count: matches.length })}
      </h3>
      <DuplicateMatches matches={matches} path="/customers" />
      {policy === "block" ? <p>{t("customers.duplicates.willBlock")}</p> : null}
      {policy === "allow_with_reason" ? <p>{t("customers.duplicates.willAsk")}</p> : null}
    </aside>
  );
}
