import { RecordBin } from "@/components/record/RecordBin";
import { contactEntity, contacts } from "./fields";

/** Deleted contacts, until the retention period ends. */
export function ContactBinPage() {
  return <RecordBin entity={contactEntity} of={contacts} />;
}
