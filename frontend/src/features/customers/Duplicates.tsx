import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { CircleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { Chip } from "@/components/ui/Chip";
import { useDebounced } from "@/lib/debounce";
import css from "./customers.module.css";

const ASKED = ["name", "credit_code", "phone", "email"] as const;

interface DuplicatesProps {
  values: Record<string, unknown>;
  /** The customer being edited, which is no duplicate of itself. */
  exclude?: string;
}

/** Customers like the one being typed, with the reason why they are thought to be the same. */
export function Duplicates({ values, exclude }: DuplicatesProps) {
  const { t } = useTranslation();
  const given = ASKED.flatMap((name) => {
    const value = values[name];
    return typeof value === "string" && value.trim().length >= 2 ? [[name, value.trim()] as const] : [];
  });
  const asked = useDebounced(JSON.stringify(given), 400);
  const query = useQuery({
    queryKey: ["customers", "duplicates", asked, exclude],
    queryFn: ({ signal }) => {
      const body = {
        ...Object.fromEntries(JSON.parse(asked) as [string, string][]),
        ...(exclude ? { exclude_id: exclude } : {}),
      };
      return unwrap(api.POST("/api/v1/customers/duplicates", { body, signal }));
    },
    enabled: asked !== "[]",
  });
  const matches = query.data?.matches ?? [];
  if (matches.length === 0 || asked === "[]") return null;
  return (
    <aside className={css.duplicates} aria-live="polite">
      <h3>
        <CircleAlert size={15} aria-hidden="true" />{" "}
        {t("customers.duplicates.title", { count: matches.length })}
      </h3>
      <ul>
        {matches.map((match, at) => (
          <li key={match.id ?? `${at}:${match.name}`}>
            {match.id ? (
              <Link to="/customers/$id" params={{ id: match.id }} target="_blank">
                {match.name}
              </Link>
            ) : (
              <span>{match.name}</span>
            )}
            {match.owner ? (
              <small>{t("customers.duplicates.owner", { name: match.owner.name })}</small>
            ) : null}
            {match.reasons.map((reason) => (
              <Chip key={reason.code} tone="warn">
                {t(`customers.duplicates.reason.${reason.code}`, { defaultValue: reason.code })}
                {"score" in reason ? ` ${Math.round(reason.score * 100)}%` : ""}
              </Chip>
            ))}
          </li>
        ))}
      </ul>
    </aside>
  );
}
