import { EditPage, NewPage } from "@/components/record/FormPages";
import { ContactForm } from "./ContactForm";
import { contactEntity, contacts } from "./fields";

/** A new contact with all fields. */
export function ContactNewPage() {
  return <NewPage entity={contactEntity} Form={ContactForm} />;
}

/** All fields of a contact. */
export function ContactEditPage() {
  return <EditPage entity={contactEntity} of={contacts} Form={ContactForm} />;
}
