import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { Panel } from "@/components/detail/Panel";
import { Person } from "@/components/ui/Avatar";
import { Chip } from "@/components/ui/Chip";
import { RelativeTime } from "@/components/ui/RelativeTime";
import { Bone, ErrorState } from "@/components/ui/states";
import css from "./customers.module.css";
import { type OwnerSpell, ownerSpells } from "./owner-spells";

/** Who owned a customer, from when to when, and who gave it. */
export function OwnerHistory({ id }: { id: string }) {
  const { t } = useTranslation();
  const query = useQuery({
    // Below the customer's own key, so that a transfer refreshes it too.
    queryKey: ["customers", "detail", id, "owners"],
    queryFn: async ({ signal }) => {
      const call = api.GET("/api/v1/customers/{id}/owners", { params: { path: { id } }, signal });
      return ownerSpells((await unwrap(call)).items);
    },
  });
  return (
    <Panel title={t("customers.owners.title")}>
      {query.isPending ? <Bone width="70%" /> : null}
      {query.isError ? <ErrorState error={query.error} retry={() => void query.refetch()} /> : null}
      {query.isSuccess && query.data.length === 0 ? (
        <p className={css.empty}>{t("customers.owners.empty")}</p>
      ) : null}
      {query.isSuccess && query.data.length > 0 ? (
        <ol className={css.spells} aria-label={t("customers.owners.title")}>
          {query.data.map((spell) => (
            <Spell key={spell.since ?? "before"} spell={spell} />
          ))}
        </ol>
      ) : null}
    </Panel>
  );
}

function Spell({ spell }: { spell: OwnerSpell }) {
  const { t } = useTranslation();
  const { owner, since, until, by, first } = spell;
  return (
    <li>
      <span className={css.spellOwner}>
        {owner ? <Person name={owner.name} /> : <span>{t("customers.owners.nobody")}</span>}
        {until === null ? <Chip tone="accent">{t("customers.owners.current")}</Chip> : null}
      </span>
      <small>
        {since ? <RelativeTime value={since} /> : t("customers.owners.earlier")}
        {" – "}
        {until ? <RelativeTime value={until} /> : t("customers.owners.untilNow")}
        {by ? (
          <>
            {" · "}
            {t(first ? "customers.owners.createdBy" : "customers.owners.givenBy", { name: by.name })}
          </>
        ) : null}
      </small>
    </li>
  );
}
