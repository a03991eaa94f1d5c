import { useQuery } from "@tanstack/react-query";
import { useLocation, useNavigate, useParams } from "@tanstack/react-router";
import type { ComponentType } from "react";
import { detailOptions, type RecordBase, type Resource } from "@/api/resource";
import type { EntityDescription } from "@/components/fields/types";
import { FormBones } from "@/components/form/FormFrame";
import { listAddress } from "@/components/list/last-list";
import { ErrorState } from "@/components/ui/states";
import type { EntityFormCall } from "./EntityForm";

interface FormPageProps<R extends RecordBase> {
  entity: EntityDescription;
  Form: ComponentType<EntityFormCall<R>>;
}

/** A new record with all fields. */
export function NewPage<R extends RecordBase>({ entity, Form }: FormPageProps<R>) {
  const navigate = useNavigate();
  const draft = useLocation({ select: (location) => location.state.draft });
  return (
    <Form
      frame="page"
      draft={draft}
      onClose={() => void navigate({ ...listAddress(entity.path), ignoreBlocker: true })}
    />
  );
}

/** All fields of the record that the address names. */
export function EditPage<R extends RecordBase>({ entity, of, Form }: FormPageProps<R> & { of: Resource<R> }) {
  const { id } = useParams({ strict: false }) as { id: string };
  const navigate = useNavigate();
  // The form must not change under the person's hands: what others do meanwhile shows when saving.
  const query = useQuery({ ...detailOptions(of, id), refetchOnWindowFocus: false });
  if (query.isError) return <ErrorState error={query.error} retry={() => void query.refetch()} />;
  if (!query.data)
    return (
      <div style={{ padding: 24 }}>
        <FormBones />
      </div>
    );
  return (
    <Form
      key={id}
      frame="page"
      record={query.data}
      onClose={() => void navigate({ to: `${entity.path}/${id}`, ignoreBlocker: true })}
    />
  );
}
