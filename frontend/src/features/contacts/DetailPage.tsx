import { useNavigate, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/reference-data";
import { RecordDetail } from "@/components/detail/RecordDetail";
import { Overview } from "@/components/record/Overview";
import { ContactActions } from "./ContactActions";
import { contactEntity, contacts } from "./fields";
import { Posts } from "./Posts";
import { Reporting } from "./Reporting";

const BADGES = [
  "customer_id",
  "job_title",
  "is_primary",
  "decision_role",
  "attitude",
  "closeness",
  "owner_id",
  "tags",
];
const FIGURES = ["mobile", "office_phone", "email", "wechat", "birthday", "created_at"];
/** What is read before a visit or a call. */
const OVERVIEW = ["remark", "interests", "important_dates", "addresses"];

/** The page of one contact. */
export function ContactPage() {
  const { t } = useTranslation();
  const { id } = useParams({ strict: false }) as { id: string };
  const navigate = useNavigate();
  const mayEdit = useMay("contacts", "edit");
  return (
    <RecordDetail
      // Another contact, another page: nothing half edited may pass from one to the next.
      key={id}
      entity={contactEntity}
      of={contacts}
      id={id}
      listTitle={t("shell.nav.contacts")}
      mayEdit={mayEdit}
      onEdit={() => void navigate({ to: "/contacts/$id/edit", params: { id } })}
      badges={BADGES}
      figures={FIGURES}
      actions={(contact) => <ContactActions contact={contact} />}
      tabs={(contact, fields) => [
        {
          key: "overview",
          label: t("common.overview"),
          content: (
            <Overview record={contact} fields={fields} paths={OVERVIEW} empty={t("contacts.overviewEmpty")} />
          ),
        },
      ]}
      related={(contact) => (
        <>
          <Posts contact={contact} />
          <Reporting contact={contact} />
        </>
      )}
    />
  );
}
