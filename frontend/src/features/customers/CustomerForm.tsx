import { useTranslation } from "react-i18next";
import { EntityForm, type EntityFormCall } from "@/components/record/EntityForm";
import { type Customer, customerEntity, customers } from "./fields";

/** A person is compared by the whole name, a company by its core: the kind says which. */
const DUPLICATES = { asked: ["name", "credit_code", "phone", "phone2", "email"], beside: ["kind"] };

const DEFAULTS = { kind: "company" };

/** The form of a customer, new or not. */
export function CustomerForm(props: EntityFormCall<Customer>) {
  const { t } = useTranslation();
  return (
    <EntityForm
      {...props}
      entity={customerEntity}
      of={customers}
      createTitle={t("shell.create.customer")}
      defaults={DEFAULTS}
      duplicates={DUPLICATES}
    />
  );
}
