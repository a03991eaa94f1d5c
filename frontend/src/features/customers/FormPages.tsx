import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { App } from "antd";
import { useTranslation } from "react-i18next";
import { useMe } from "@/api/reference-data";
import { detailOptions, keys } from "@/api/resource";
import { RecordForm } from "@/components/form/RecordForm";
import { Bone, ErrorState } from "@/components/ui/states";
import { Duplicates } from "./Duplicates";
import { customerEntity, customers } from "./fields";

/** A new customer with all fields. */
export function CustomerNewPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const { user } = useMe();
  return (
    <RecordForm
      entity={customerEntity}
      of={customers}
      frame="page"
      title={t("shell.create.customer")}
      defaults={{ kind: "company", owner_id: user.id }}
      panel={(values) => <Duplicates values={values} />}
      onSaved={(saved, again) => {
        void queries.invalidateQueries({ queryKey: keys.lists("customers") });
        void message.success(t("customers.created", { name: saved.name ?? "" }));
        if (!again) void navigate({ to: "/customers/$id", params: { id: saved.id }, ignoreBlocker: true });
      }}
      onCancel={() => void navigate({ to: "/customers", search: {}, ignoreBlocker: true })}
    />
  );
}

/** All fields of a customer. */
export function CustomerEditPage() {
  const { t } = useTranslation();
  const { id } = useParams({ strict: false }) as { id: string };
  const navigate = useNavigate();
  // The form must not change under the person's hands: what others do meanwhile shows when saving.
  const query = useQuery({ ...detailOptions(customers, id), refetchOnWindowFocus: false });
  if (query.isError) return <ErrorState error={query.error} retry={() => void query.refetch()} />;
  if (!query.data) return <Bone width="40%" height={22} />;
  const toRecord = () => void navigate({ to: "/customers/$id", params: { id }, ignoreBlocker: true });
  return (
    <RecordForm
      key={id}
      entity={customerEntity}
      of={customers}
      frame="page"
      title={t("customers.editTitle", { name: query.data.name ?? "" })}
      record={query.data}
      panel={(values) => <Duplicates values={values} exclude={id} />}
      onSaved={toRecord}
      onCancel={toRecord}
    />
  );
}
