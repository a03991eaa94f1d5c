import { useQuery } from "@tanstack/react-query";
import { useLocation, useNavigate, useParams } from "@tanstack/react-router";
import { detailOptions } from "@/api/resource";
import { FormBones } from "@/components/form/FormFrame";
import { listAddress } from "@/components/list/last-list";
import { ErrorState } from "@/components/ui/states";
import { CustomerForm } from "./CustomerForm";
import { customers } from "./fields";

declare module "@tanstack/react-router" {
  interface HistoryState {
    /** What was typed into the quick form before all fields were asked for. */
    draft?: Record<string, unknown>;
  }
}

/** A new customer with all fields. */
export function CustomerNewPage() {
  const navigate = useNavigate();
  const draft = useLocation({ select: (location) => location.state.draft });
  return (
    <CustomerForm
      frame="page"
      draft={draft}
      onClose={() => void navigate({ ...listAddress("/customers"), ignoreBlocker: true })}
    />
  );
}

/** All fields of a customer. */
export function CustomerEditPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const navigate = useNavigate();
  // The form must not change under the person's hands: what others do meanwhile shows when saving.
  const query = useQuery({ ...detailOptions(customers, id), refetchOnWindowFocus: false });
  if (query.isError) return <ErrorState error={query.error} retry={() => void query.refetch()} />;
  if (!query.data)
    return (
      <div style={{ padding: 24 }}>
        <FormBones />
      </div>
    );
  return (
    <CustomerForm
      key={id}
      frame="page"
      record={query.data}
      onClose={() => void navigate({ to: "/customers/$id", params: { id }, ignoreBlocker: true })}
    />
  );
}
