import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { App, Button, Segmented } from "antd";
import { ContactRound, List, Mail, Network, Phone, Plus, Star } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/reference-data";
import type { RecordBase } from "@/api/resource";
import { isSaved, useRecordSave } from "@/components/edit/use-record-save";
import type { Field } from "@/components/fields/types";
import { useFields } from "@/components/fields/use-fields";
import { callable } from "@/components/fields/widgets/text";
import { Avatar } from "@/components/ui/Avatar";
import { IconButton } from "@/components/ui/IconButton";
import { Bone, EmptyState, ErrorState, useErrorText } from "@/components/ui/states";
import { useStored } from "@/lib/stored";
import { type CustomerPerson, peopleKey, peopleOf } from "./api";
import { ContactForm } from "./ContactForm";
import css from "./contacts.module.css";
import { atCustomer, type Contact, contactEntity, contacts } from "./fields";
import { OrgChart } from "./OrgChart";
import { PersonChips, PersonName } from "./PersonLine";

type View = "people" | "chart";

/** The people of a customer: whom to call, and who reports to whom. */
export default function CustomerContacts({ record: customer }: { record: RecordBase }) {
  const { t } = useTranslation();
  const mayCreate = useMay("contacts", "create") && !customer.deleted_at;
  const { fields } = useFields(contactEntity);
  const [view, setView] = useStored<View>("customer-people", "people");
  const [creating, setCreating] = useState(false);
  const query = useQuery({
    queryKey: peopleKey(customer.id),
    queryFn: ({ signal }) => peopleOf(customer.id, signal),
  });
  const people = query.data ?? [];
  const create = mayCreate ? (
    <Button icon={<Plus size={15} />} onClick={() => setCreating(true)}>
      {t("shell.create.contact")}
    </Button>
  ) : null;
  return (
    <>
      {query.isPending ? <PeopleBones /> : null}
      {query.isError ? <ErrorState error={query.error} retry={() => void query.refetch()} /> : null}
      {query.isSuccess && people.length === 0 ? (
        <EmptyState icon={ContactRound} text={t("contacts.people.empty")} action={create} />
      ) : null}
      {people.length > 0 ? (
        <>
          <div className={css.tools}>
            <Segmented<View>
              aria-label={t("contacts.people.view")}
              value={view}
              onChange={setView}
              options={[
                { value: "people", icon: <Icon of={List} />, label: t("contacts.people.list") },
                { value: "chart", icon: <Icon of={Network} />, label: t("contacts.chart.title") },
              ]}
            />
            <Link to="/contacts" search={{ filter: atCustomer(customer.id) }} className={css.inList}>
              {t("contacts.inList")}
            </Link>
            {create}
          </div>
          {view === "chart" ? (
            <OrgChart people={people} fields={fields} />
          ) : (
            <People people={people} fields={fields} />
          )}
        </>
      ) : null}
      {creating ? (
        <ContactForm frame="drawer" customer={customer.id} onClose={() => setCreating(false)} />
      ) : null}
    </>
  );
}

function Icon({ of: Of }: { of: typeof List }) {
  return <Of size={14} aria-hidden="true" style={{ verticalAlign: "-2px" }} />;
}

function People({ people, fields }: { people: readonly CustomerPerson[]; fields: readonly Field[] }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const textOf = useErrorText();
  const mayEdit = useMay("contacts", "edit");
  const { save, dialog } = useRecordSave(contacts, fields);
  const [busy, setBusy] = useState<string | null>(null);
  const makePrimary = async (contact: Contact) => {
    setBusy(contact.id);
    try {
      const saved = await save(contact, { is_primary: true });
      if (isSaved(saved)) void message.success(t("contacts.people.primaryNow", { name: contact.name }));
    } catch (error) {
      void message.error(textOf(error));
    } finally {
      setBusy(null);
    }
  };
  return (
    <>
      <ul className={css.people} aria-label={t("shell.nav.contacts")}>
        {people.map((person) => {
          const { contact, position } = person;
          const offered = mayEdit && !contact.is_primary && !position;
          return (
            <li key={contact.id} className={css.person}>
              <Avatar name={contact.name ?? ""} size={32} />
              <div className={css.who}>
                <PersonName person={person} />
                <PersonChips contact={contact} fields={fields} />
                <Reach contact={contact} />
              </div>
              {offered ? (
                <IconButton
                  size="small"
                  icon={Star}
                  label={t("contacts.people.makePrimary", { name: contact.name })}
                  loading={busy === contact.id}
                  onClick={() => void makePrimary(contact)}
                />
              ) : null}
            </li>
          );
        })}
      </ul>
      {dialog}
    </>
  );
}

/** How somebody is reached with one tap; what is masked is only shown. */
function Reach({ contact }: { contact: Contact }) {
  const { t } = useTranslation();
  const number = contact.mobile ?? contact.office_phone;
  const call = callable(number);
  const mail = contact.email?.includes("*") ? null : contact.email;
  if (!number && !contact.email) return null;
  return (
    <span className={css.reach}>
      {number ? (
        call ? (
          <a href={call} aria-label={t("common.action.callNumber", { phone: number })}>
            <Phone size={14} aria-hidden="true" /> {number}
          </a>
        ) : (
          <span>{number}</span>
        )
      ) : null}
      {mail ? (
        <a href={`mailto:${mail}`}>
          <Mail size={14} aria-hidden="true" /> {mail}
        </a>
      ) : contact.email ? (
        <span>{contact.email}</span>
      ) : null}
    </span>
  );
}

function PeopleBones() {
  return (
    <div aria-busy="true">
      {[62, 48, 55].map((width) => (
        <div key={width} className={css.person}>
          <Bone width={32} height={32} />
          <div className={css.who}>
            <Bone width={`${width}%`} />
          </div>
        </div>
      ))}
    </div>
  );
}
