import { useNavigate, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { isBlank } from "@/api/merge-patch";
import { useMay } from "@/api/reference-data";
import { RecordDetail } from "@/components/detail/RecordDetail";
import { FieldDisplay } from "@/components/fields/Field";
import { type Field, fieldValue } from "@/components/fields/types";
import { EmptyState } from "@/components/ui/states";
import { CustomerActions } from "./CustomerActions";
import css from "./customers.module.css";
import { type Customer, customerEntity, customers } from "./fields";
import { OwnerHistory } from "./OwnerHistory";
import { Team } from "./Team";

const BADGES = ["level", "value_tier", "lifecycle", "status", "owner_id", "tags"];
const FIGURES = [
  "last_contacted_at",
  "next_contact_at",
  "registered_capital",
  "industry",
  "region",
  "satisfaction",
  "credit_stars",
  "created_at",
];
/** What is read before a visit or a call. */
const OVERVIEW = ["addresses", "important_dates", "remark"];

/** The page of one customer. */
export function CustomerPage() {
  const { t } = useTranslation();
  const { id } = useParams({ strict: false }) as { id: string };
  const navigate = useNavigate();
  const mayEdit = useMay("customers", "edit");
  return (
    <RecordDetail
      // Another customer, another page: nothing half edited may pass from one to the next.
      key={id}
      entity={customerEntity}
      of={customers}
      id={id}
      listTitle={t("shell.nav.customers")}
      mayEdit={mayEdit}
      onEdit={() => void navigate({ to: "/customers/$id/edit", params: { id } })}
      badges={BADGES}
      figures={FIGURES}
      actions={(customer) => <CustomerActions customer={customer} />}
      tabs={(customer, fields) => [
        {
          key: "overview",
          label: t("customers.overview"),
          content: <Overview customer={customer} fields={fields} />,
        },
      ]}
      related={(customer) => (
        <>
          <Team id={customer.id} deleted={Boolean(customer.deleted_at)} />
          <OwnerHistory id={customer.id} />
        </>
      )}
    />
  );
}

function Overview({ customer, fields }: { customer: Customer; fields: readonly Field[] }) {
  const { t } = useTranslation();
  const shown = fields
    .filter((field) => OVERVIEW.includes(field.path) && !isBlank(fieldValue(customer, field)))
    .sort((a, b) => OVERVIEW.indexOf(a.path) - OVERVIEW.indexOf(b.path));
  if (shown.length === 0) return <EmptyState text={t("customers.overviewEmpty")} />;
  return (
    <div className={css.overview}>
      {shown.map((field) => (
        <section key={field.path}>
          <h3>{field.label}</h3>
          <FieldDisplay field={field} value={fieldValue(customer, field)} record={customer} />
        </section>
      ))}
    </div>
  );
}
