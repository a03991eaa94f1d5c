import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { App } from "antd";
import { useTranslation } from "react-i18next";
import { useMe } from "@/api/reference-data";
import { keys } from "@/api/resource";
import { RecordForm } from "@/components/form/RecordForm";
import { DuplicateHints } from "./DuplicateHints";
import { type Customer, customerEntity, customers } from "./fields";

interface CustomerFormProps {
  /** A drawer for the quick form, a page for all fields. */
  frame: "drawer" | "page";
  /** The customer to edit; absent to create one. */
  record?: Customer;
  /** What was typed into the quick form before all fields were asked for. */
  draft?: Record<string, unknown> | undefined;
  /** Called when the form is given up; a drawer also closes when it leads elsewhere. */
  onClose: () => void;
}

/** The form of a customer, new or not, in a drawer or on its own page: afterwards the customer opens. */
export function CustomerForm({ frame, record, draft, onClose }: CustomerFormProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const { user } = useMe();
  const open = (id: string) =>
    void navigate({ to: "/customers/$id", params: { id }, search: {}, ignoreBlocker: true });
  return (
    <RecordForm
      entity={customerEntity}
      of={customers}
      frame={frame}
      title={record ? t("customers.editTitle", { name: record.name ?? "" }) : t("shell.create.customer")}
      {...(record ? { record } : { defaults: { kind: "company", owner_id: user.id } })}
      draft={draft}
      panel={(values) => <DuplicateHints values={values} exclude={record?.id} />}
      onSaved={(saved, again) => {
        void queries.invalidateQueries({ queryKey: keys.lists("customers") });
        if (!record) void message.success(t("customers.created", { name: saved.name ?? "" }));
        if (again) return;
        if (frame === "drawer") onClose();
        open(saved.id);
      }}
      onCancel={onClose}
      {...(frame === "drawer"
        ? {
            onFull: (typed: Record<string, unknown>) => {
              onClose();
              // The page takes over what was typed, also when it is loaded anew.
              void navigate({
                to: "/customers/new",
                state: (before) => ({ ...before, draft: typed }),
                ignoreBlocker: true,
              });
            },
          }
        : {})}
    />
  );
}
