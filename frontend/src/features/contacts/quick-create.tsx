import { ContactForm } from "./ContactForm";

/** A new contact in a drawer, from anywhere. */
export default function ContactQuickCreate({ onClose }: { onClose: () => void }) {
  return <ContactForm frame="drawer" onClose={onClose} />;
}
