import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Button } from "antd";
import { ArchiveRestore, Plus, Trash2 } from "lucide-react";
import { lazy, Suspense, useCallback, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/reference-data";
import type { EntityDescription } from "@/components/fields/types";
import { listAddress } from "@/components/list/last-list";
import { RecordList, type RecordListProps } from "@/components/list/RecordList";
import type { ListSearch } from "@/components/list/search";
import { useIsPhone } from "@/lib/media";
import { type Customer, customerEntity, customers } from "./fields";
import { QuickActions } from "./QuickActions";
import { RestoreButton } from "./RestoreButton";

const CustomerQuickCreate = lazy(() => import("./quick-create"));
const BulkActions = lazy(() => import("./BulkActions"));
const RestoreSelected = lazy(() => import("./RestoreSelected"));

/** The list's part of the address, and how it changes. */
function useListAddress() {
  const search = useSearch({ strict: false }) as ListSearch;
  const navigate = useNavigate();
  const onSearch = useCallback<RecordListProps<Customer>["onSearch"]>(
    (change) =>
      void navigate({
        to: ".",
        // The router drops what is undefined.
        search: (before: Record<string, unknown>) => ({ ...before, ...change }),
        replace: "q" in change || "cols" in change,
      }),
    [navigate],
  );
  return { search, onSearch };
}

/** All customers one may see. */
export function CustomerListPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { search, onSearch } = useListAddress();
  const phone = useIsPhone(); // there the bar at the thumb creates
  const mayCreate = useMay("customers", "create");
  const mayEdit = useMay("customers", "edit");
  const mayDelete = useMay("customers", "delete");
  const mayAssign = useMay("customers", "assign");
  const [creating, setCreating] = useState(false);
  const builtIn = useMemo(
    () => [
      { key: "all", label: t("common.view.all"), filter: "" },
      { key: "mine", label: t("common.view.mine"), filter: "owner_id == me" },
    ],
    [t],
  );
  const create = (
    <Button type="primary" icon={<Plus size={16} />} onClick={() => setCreating(true)}>
      {t("shell.create.customer")}
    </Button>
  );
  return (
    <>
      <RecordList
        entity={customerEntity}
        of={customers}
        title={t("shell.nav.customers")}
        search={search}
        onSearch={onSearch}
        builtIn={builtIn}
        mayEdit={mayEdit}
        onOpen={(record) => void navigate({ to: "/customers/$id", params: { id: record.id } })}
        actions={mayCreate && !phone ? create : null}
        more={
          mayDelete
            ? [
                {
                  key: "bin",
                  icon: <Trash2 size={15} />,
                  label: <Link to="/customers/recycle-bin">{t("customers.bin.title")}</Link>,
                },
              ]
            : []
        }
        quick={(record) => <QuickActions customer={record} mayEdit={mayEdit} />}
        // Who can do nothing with a selection is not invited to make one.
        {...(mayEdit || mayDelete || mayAssign
          ? {
              bulk: (selection, fields, done) => (
                <Suspense fallback={null}>
                  <BulkActions selection={selection} fields={fields} done={done} />
                </Suspense>
              ),
            }
          : {})}
        empty={{ text: t("customers.empty"), action: mayCreate ? create : undefined }}
      />
      {creating ? (
        <Suspense fallback={null}>
          <CustomerQuickCreate onClose={() => setCreating(false)} />
        </Suspense>
      ) : null}
    </>
  );
}

/** The same records as they appear in the recycle bin. */
const deletedCustomers: EntityDescription = {
  ...customerEntity,
  widgets: { ...customerEntity.widgets, deleted_at: "timestamp" },
  columns: [{ name: "name" }, { name: "number" }, { name: "owner_id" }, { name: "deleted_at" }],
  defaultSort: "-deleted_at",
};

const DELETED = { deleted: true };

/** Deleted customers, until the retention period ends. */
export function CustomerBinPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { search, onSearch } = useListAddress();
  const builtIn = useMemo(() => [{ key: "all", label: t("customers.bin.deleted"), filter: "" }], [t]);
  return (
    <RecordList
      entity={deletedCustomers}
      of={customers}
      title={t("customers.bin.title")}
      search={search}
      onSearch={onSearch}
      builtIn={builtIn}
      base={DELETED}
      mayEdit={false}
      onOpen={(record) => void navigate({ to: "/customers/$id", params: { id: record.id } })}
      actions={
        <Link {...listAddress("/customers")}>
          <Button icon={<ArchiveRestore size={15} />}>{t("customers.bin.back")}</Button>
        </Link>
      }
      quick={(record) => <RestoreButton customer={record} />}
      bulk={(selection, _, done) => (
        <Suspense fallback={null}>
          <RestoreSelected selection={selection} done={done} />
        </Suspense>
      )}
      empty={{ text: t("customers.bin.empty"), icon: Trash2 }}
    />
  );
}
