import { RecordBin } from "@/components/record/RecordBin";
import { customerEntity, customers } from "./fields";

/** Deleted customers, until the retention period ends. */
export function CustomerBinPage() {
  return <RecordBin entity={customerEntity} of={customers} />;
}
