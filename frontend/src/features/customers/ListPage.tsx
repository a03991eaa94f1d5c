import { Link, useNavigate } from "@tanstack/react-router";
import { Button } from "antd";
import { Plus, Trash2 } from "lucide-react";
import { lazy, Suspense, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/reference-data";
import { RecordList } from "@/components/list/RecordList";
import { useListAddress } from "@/components/list/use-list-address";
import { QuickActions } from "@/components/record/QuickActions";
import { useIsPhone } from "@/lib/media";
import { customerEntity, customers } from "./fields";

const CustomerQuickCreate = lazy(() => import("./quick-create"));
const BulkActions = lazy(() => import("@/components/record/BulkActions"));

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
                  label: <Link to="/customers/recycle-bin">{t("common.bin.title")}</Link>,
                },
              ]
            : []
        }
        quick={(record) => (
          <QuickActions entity={customerEntity} record={record} number={record.phone} mayEdit={mayEdit} />
        )}
        // Who can do nothing with a selection is not invited to make one.
        {...(mayEdit || mayDelete || mayAssign
          ? {
              bulk: (selection, fields, done) => (
                <Suspense fallback={null}>
                  <BulkActions
                    entity={customerEntity}
                    of={customers}
                    selection={selection}
                    fields={fields}
                    done={done}
                  />
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
