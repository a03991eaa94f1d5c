import { Link, useNavigate } from "@tanstack/react-router";
import { Button } from "antd";
import { ContactRound, Plus, Trash2 } from "lucide-react";
import { lazy, Suspense, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/reference-data";
import { RecordList } from "@/components/list/RecordList";
import { useListAddress } from "@/components/list/use-list-address";
import { QuickActions } from "@/components/record/QuickActions";
import { useIsPhone } from "@/lib/media";
import { contactEntity, contacts } from "./fields";

const ContactQuickCreate = lazy(() => import("./quick-create"));
const BulkActions = lazy(() => import("@/components/record/BulkActions"));

/** All contacts one may see. */
export function ContactListPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { search, onSearch } = useListAddress();
  const phone = useIsPhone(); // there the bar at the thumb creates
  const mayCreate = useMay("contacts", "create");
  const mayEdit = useMay("contacts", "edit");
  const mayDelete = useMay("contacts", "delete");
  const mayAssign = useMay("contacts", "assign");
  const [creating, setCreating] = useState(false);
  const builtIn = useMemo(
    () => [
      { key: "all", label: t("common.view.all"), filter: "" },
      { key: "mine", label: t("common.view.mine"), filter: "owner_id == me" },
      { key: "primary", label: t("contacts.primaryView"), filter: "is_primary == true" },
    ],
    [t],
  );
  const create = (
    <Button type="primary" icon={<Plus size={16} />} onClick={() => setCreating(true)}>
      {t("shell.create.contact")}
    </Button>
  );
  return (
    <>
      <RecordList
        entity={contactEntity}
        of={contacts}
        title={t("shell.nav.contacts")}
        search={search}
        onSearch={onSearch}
        builtIn={builtIn}
        mayEdit={mayEdit}
        onOpen={(record) => void navigate({ to: "/contacts/$id", params: { id: record.id } })}
        actions={mayCreate && !phone ? create : null}
        more={
          mayDelete
            ? [
                {
                  key: "bin",
                  icon: <Trash2 size={15} />,
                  label: <Link to="/contacts/recycle-bin">{t("common.bin.title")}</Link>,
                },
              ]
            : []
        }
        quick={(record) => (
          <QuickActions
            entity={contactEntity}
            record={record}
            number={record.mobile ?? record.office_phone}
            mayEdit={mayEdit}
          />
        )}
        // Who can do nothing with a selection is not invited to make one.
        {...(mayEdit || mayDelete || mayAssign
          ? {
              bulk: (selection, fields, done) => (
                <Suspense fallback={null}>
                  <BulkActions
                    entity={contactEntity}
                    of={contacts}
                    selection={selection}
                    fields={fields}
                    done={done}
                  />
                </Suspense>
              ),
            }
          : {})}
        empty={{ text: t("contacts.empty"), action: mayCreate ? create : undefined, icon: ContactRound }}
      />
      {creating ? (
        <Suspense fallback={null}>
          <ContactQuickCreate onClose={() => setCreating(false)} />
        </Suspense>
      ) : null}
    </>
  );
}
