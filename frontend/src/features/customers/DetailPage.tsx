import { useNavigate, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/reference-data";
import { RecordDetail } from "@/components/detail/RecordDetail";
import { Overview } from "@/components/record/Overview";
import { Team } from "@/components/record/Team";
import { CustomerActions } from "./CustomerActions";
import { customerEntity, customers } from "./fields";
import { OwnerHistory } from "./OwnerHistory";

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
          label: t("common.overview"),
          content: (
            <Overview
              record={customer}
              fields={fields}
              paths={OVERVIEW}
              empty={t("customers.overviewEmpty")}
            />
          ),
        },
      ]}
      related={(customer) => (
        <>
          <Team of={customers} id={customer.id} deleted={Boolean(customer.deleted_at)} />
          <OwnerHistory id={customer.id} />
        </>
      )}
    />
  );
}
