import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { listOptions } from "@/api/resource";
import { Panel } from "@/components/detail/Panel";
import { Bone, ErrorState } from "@/components/ui/states";
import css from "./contacts.module.css";
import { below, type Contact, contacts } from "./fields";

/** More than these are read in the list. */
const SHOWN = 20;

/** To whom a contact reports, and who reports to them. */
export function Reporting({ contact }: { contact: Contact }) {
  const { t } = useTranslation();
  const query = useQuery(listOptions(contacts, { filter: below(contact.id), sort: "name", limit: SHOWN }));
  const superior = contact.reports_to ?? null;
  const people = query.data?.items ?? [];
  return (
    <Panel title={t("contacts.reporting.title")}>
      {query.isPending ? <Bone width="60%" /> : null}
      {query.isError ? <ErrorState error={query.error} retry={() => void query.refetch()} /> : null}
      {query.isSuccess && !superior && people.length === 0 ? (
        <p className={css.none}>{t("contacts.reporting.empty")}</p>
      ) : null}
      {superior ? (
        <dl className={css.lines}>
          <dt>{t("contacts.reporting.above")}</dt>
          <dd>
            <Link to="/contacts/$id" params={{ id: superior.id }}>
              {superior.name}
            </Link>
          </dd>
        </dl>
      ) : null}
      {people.length > 0 ? (
        <dl className={css.lines}>
          <dt>{t("contacts.reporting.below")}</dt>
          {people.map((each) => (
            <dd key={each.id}>
              <Link to="/contacts/$id" params={{ id: each.id }}>
                {each.name}
              </Link>
              {each.job_title ? <small>{each.job_title}</small> : null}
            </dd>
          ))}
        </dl>
      ) : null}
      {query.data?.next_cursor ? (
        <Link to="/contacts" search={{ filter: below(contact.id) }}>
          {t("contacts.inList")}
        </Link>
      ) : null}
    </Panel>
  );
}
