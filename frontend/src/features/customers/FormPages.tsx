import { EditPage, NewPage } from "@/components/record/FormPages";
import { CustomerForm } from "./CustomerForm";
import { customerEntity, customers } from "./fields";

/** A new customer with all fields. */
export function CustomerNewPage() {
  return <NewPage entity={customerEntity} Form={CustomerForm} />;
}

/** All fields of a customer. */
export function CustomerEditPage() {
  return <EditPage entity={customerEntity} of={customers} Form={CustomerForm} />;
}
