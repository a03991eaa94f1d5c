import { Link, useNavigate } from "@tanstack/react-router";
import { Button } from "antd";
import { ArchiveRestore, Trash2 } from "lucide-react";
import { lazy, Suspense, useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { RecordBase, Resource } from "@/api/resource";
import type { EntityDescription } from "@/components/fields/types";
import { listAddress } from "@/components/list/last-list";
import { RecordList } from "@/components/list/RecordList";
import { useListAddress } from "@/components/list/use-list-address";
import { RestoreButton } from "./RestoreButton";

const RestoreSelected = lazy(() => import("./RestoreSelected"));

const DELETED = { deleted: true };

/** The records of a kind that were deleted, until the retention period ends. */
export function RecordBin<R extends RecordBase>({
  entity,
  of,
}: {
  entity: EntityDescription;
  of: Resource<R>;
}) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { search, onSearch } = useListAddress();
  const deleted = useMemo<EntityDescription>(
    () => ({
      ...entity,
      widgets: { ...entity.widgets, deleted_at: "timestamp" },
      columns: [
        { name: entity.titleField },
        { name: "number" },
        { name: "owner_id" },
        { name: "deleted_at" },
      ],
      defaultSort: "-deleted_at",
    }),
    [entity],
  );
  const builtIn = useMemo(
    () => [{ key: "all", label: t(`${entity.texts}.bin.deleted`), filter: "" }],
    [t, entity],
  );
  return (
    <RecordList
      entity={deleted}
      of={of}
      title={t("common.bin.title")}
      search={search}
      onSearch={onSearch}
      builtIn={builtIn}
      base={DELETED}
      mayEdit={false}
      onOpen={(record) => void navigate({ to: `${entity.path}/${record.id}` })}
      actions={
        <Link {...listAddress(entity.path)}>
          <Button icon={<ArchiveRestore size={15} />}>{t(`${entity.texts}.bin.back`)}</Button>
        </Link>
      }
      quick={(record) => <RestoreButton entity={entity} of={of} record={record} />}
      bulk={(selection, _, done) => (
        <Suspense fallback={null}>
          <RestoreSelected of={of} selection={selection} done={done} />
        </Suspense>
      )}
      empty={{ text: t("common.bin.empty"), icon: Trash2 }}
    />
  );
}
