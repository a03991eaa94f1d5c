import { useNavigate } from "@tanstack/react-router";
import { Button, type MenuProps } from "antd";
import { Ellipsis, Pencil, Phone, Printer, Trash2, UserRoundPen } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/reference-data";
import type { RecordBase, Resource } from "@/api/resource";
import type { EntityDescription } from "@/components/fields/types";
import { ActionMenu } from "@/components/ui/ActionMenu";
import { useIsPhone } from "@/lib/media";
import { RestoreButton } from "./RestoreButton";
import { useRemoveRecord } from "./use-remove-record";

interface RecordActionsProps<R extends RecordBase> {
  entity: EntityDescription;
  of: Resource<R>;
  record: R;
  /** Address that calls the record, offered on a phone. */
  call?: string | null;
  /** The drawer in which the record is given to somebody else. */
  transfer: (onClose: () => void) => ReactNode;
  /** Buttons of this kind of record, before the edit button. */
  children?: ReactNode;
  /** Entries of its menu, before printing and deleting. */
  more?: NonNullable<MenuProps["items"]>;
}

/** What can be done with a record on its page; with a deleted one, only bring it back. */
export function RecordActions<R extends RecordBase>(props: RecordActionsProps<R>) {
  const { entity, of, record, call } = props;
  const { t } = useTranslation();
  const navigate = useNavigate();
  const phone = useIsPhone();
  const mayEdit = useMay(entity.resource, "edit");
  const mayAssign = useMay(entity.resource, "assign");
  const mayDelete = useMay(entity.resource, "delete");
  const [transferring, setTransferring] = useState(false);
  const remove = useRemoveRecord(entity, of, record);
  if (record.deleted_at)
    return mayDelete ? <RestoreButton entity={entity} of={of} record={record} primary /> : null;
  const more: NonNullable<MenuProps["items"]> = [
    ...(props.more ?? []),
    // A phone has no printer at hand.
    ...(phone
      ? []
      : [
          {
            key: "print",
            icon: <Printer size={15} />,
            label: t("common.action.print"),
            onClick: () => window.print(),
          },
        ]),
    ...(mayDelete
      ? [
          {
            key: "delete",
            danger: true,
            icon: <Trash2 size={15} />,
            label: t("common.action.delete"),
            onClick: () => void remove(),
          },
        ]
      : []),
  ];
  return (
    <>
      {phone && call ? (
        <Button href={call} icon={<Phone size={15} />}>
          {t("common.action.call")}
        </Button>
      ) : null}
      {props.children}
      {mayAssign ? (
        <Button icon={<UserRoundPen size={15} />} onClick={() => setTransferring(true)}>
          {t("common.transfer.title")}
        </Button>
      ) : null}
      {mayEdit ? (
        <Button
          type="primary"
          icon={<Pencil size={15} />}
          onClick={() => void navigate({ to: `${entity.path}/${record.id}/edit` })}
        >
          {t("common.action.edit")}
        </Button>
      ) : null}
      {more.length > 0 ? (
        <ActionMenu menu={{ items: more }}>
          <Button icon={<Ellipsis size={16} />} aria-label={t("common.action.moreActions")} />
        </ActionMenu>
      ) : null}
      {transferring ? props.transfer(() => setTransferring(false)) : null}
    </>
  );
}
