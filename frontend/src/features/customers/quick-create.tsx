import { CustomerForm } from "./CustomerForm";

/** A new customer in a drawer, from anywhere. */
export default function CustomerQuickCreate({ onClose }: { onClose: () => void }) {
  return <CustomerForm frame="drawer" onClose={onClose} />;
}
