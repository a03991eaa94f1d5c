import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { DuplicateMatch } from "@/api/types";
import { Chip } from "@/components/ui/Chip";
import css from "./duplicate.module.css";

interface DuplicateMatchesProps {
  matches: readonly DuplicateMatch[];
  /** Where records of this kind open: `/customers`. */
  path: string;
}

/** Records that may be the same, each with whose it is and why it is suspected. They open beside what is being typed. */
export function DuplicateMatches({ matches, path }: DuplicateMatchesProps) {
  const { t } = useTranslation();
  return (
    <ul className={css.matches}>
      {matches.map((match, at) => (
        <li key={match.id ?? `${at}:${match.name}`}>
          {match.id ? (
            <Link to={`${path}/${match.id}`} target="_blank">
              {match.name}
            </Link>
          ) : (
            <span>{match.name}</span>
          )}
          {match.owner ? <small>{t("common.duplicate.owner", { name: match.owner.name })}</small> : null}
          {match.reasons.map((reason) => (
            <Chip key={reason.code} tone="warn">
              {t(`common.duplicate.why.${reason.code}`, { ...reason, defaultValue: reason.code })}
            </Chip>
          ))}
        </li>
      ))}
    </ul>
  );
}
