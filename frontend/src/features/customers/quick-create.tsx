import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { App } from "antd";
import { useTranslation } from "react-i18next";
import { useMe } from "@/api/reference-data";
import { keys } from "@/api/resource";
import { RecordForm } from "@/components/form/RecordForm";
import { Duplicates } from "./Duplicates";
import { customerEntity, customers } from "./fields";

/** A new customer in a drawer, from anywhere. */
export default function CustomerQuickCreate({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const { user } = useMe();
  return (
    <RecordForm
      entity={customerEntity}
      of={customers}
      frame="drawer"
      title={t("shell.create.customer")}
      defaults={{ kind: "company", owner_id: user.id }}
      panel={(values) => <Duplicates values={values} />}
      onSaved={(saved, again) => {
        void queries.invalidateQueries({ queryKey: keys.lists("customers") });
        void message.success(t("customers.created", { name: saved.name ?? "" }));
        if (again) return;
        onClose();
        void navigate({ to: "/customers/$id", params: { id: saved.id }, ignoreBlocker: true });
      }}
      onCancel={onClose}
      onFull={() => {
        onClose();
        void navigate({ to: "/customers/new", ignoreBlocker: true });
      }}
    />
  );
}
