import { useTranslation } from "react-i18next";
import { EntityForm, type EntityFormCall } from "@/components/record/EntityForm";
import { type Contact, contactEntity, contacts } from "./fields";

/** A name says something only among the people of one customer. */
const DUPLICATES = {
  asked: ["name", "mobile", "office_phone", "home_phone", "email"],
  beside: ["customer_id"],
};

interface ContactFormProps extends EntityFormCall<Contact> {
  /** The customer for whom a new contact is made: the page stays there afterwards. */
  customer?: string;
}

/** The form of a contact, new or not. */
export function ContactForm({ customer, ...call }: ContactFormProps) {
  const { t } = useTranslation();
  return (
    <EntityForm
      {...call}
      entity={contactEntity}
      of={contacts}
      createTitle={t("shell.create.contact")}
      // Whose a contact is follows from the customer, unless somebody says otherwise.
      defaults={{ owner_id: null, is_primary: false, ...(customer ? { customer_id: customer } : {}) }}
      duplicates={DUPLICATES}
      opens={!customer}
    />
  );
}
