import { useQuery } from "@tanstack/react-query";
import { CircleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { RecordBase, Resource } from "@/api/resource";
import { DuplicateMatches } from "@/components/edit/DuplicateMatches";
import { useDuplicatePolicy } from "@/components/edit/use-duplicate-guard";
import type { EntityDescription } from "@/components/fields/types";
import { useDebounced } from "@/lib/debounce";
import { type DuplicateRule, findDuplicates, questionOf } from "./duplicates";
import css from "./record.module.css";

const PAUSE_MS = 400;

interface DuplicateHintsProps<R extends RecordBase> {
  entity: EntityDescription;
  of: Resource<R>;
  rule: DuplicateRule;
  values: Record<string, unknown>;
  /** The record being edited, which is no duplicate of itself. */
  exclude?: string | undefined;
}

/** Records like the one being typed, with the reason why they are thought to be the same. */
export function DuplicateHints<R extends RecordBase>(props: DuplicateHintsProps<R>) {
  const { entity, of, rule, values, exclude } = props;
  const { t } = useTranslation();
  const policy = useDuplicatePolicy();
  const asked = useDebounced(JSON.stringify(questionOf(rule, values)), PAUSE_MS);
  const query = useQuery({
    queryKey: [of.name, "duplicates", asked, exclude],
    queryFn: ({ signal }) => findDuplicates(of, rule, JSON.parse(asked), exclude, signal),
    enabled: asked !== "null",
  });
  const matches = query.data ?? [];
  if (matches.length === 0 || asked === "null") return null;
  return (
    <aside className={css.duplicates} aria-live="polite">
      <h3>
        <CircleAlert size={15} aria-hidden="true" />{" "}
        {t(`${entity.texts}.duplicates.title`, { count: matches.length })}
      </h3>
      <DuplicateMatches matches={matches} path={entity.path} />
      {policy === "block" ? <p>{t(`${entity.texts}.duplicates.willBlock`)}</p> : null}
      {policy === "allow_with_reason" ? <p>{t(`${entity.texts}.duplicates.willAsk`)}</p> : null}
    </aside>
  );
}
