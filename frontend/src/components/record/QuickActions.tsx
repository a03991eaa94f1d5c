import { useNavigate } from "@tanstack/react-router";
import { Pencil, Phone } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { RecordBase } from "@/api/resource";
import type { EntityDescription } from "@/components/fields/types";
import { callable } from "@/components/fields/widgets/text";
import { IconButton } from "@/components/ui/IconButton";
import { useIsPhone } from "@/lib/media";

interface QuickActionsProps {
  entity: EntityDescription;
  record: RecordBase;
  /** The number to call. */
  number: unknown;
  mayEdit: boolean;
}

/** What is done most from the list without opening a record: call, and on a desk edit. */
export function QuickActions({ entity, record, number, mayEdit }: QuickActionsProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const phone = useIsPhone();
  const call = callable(number);
  return (
    <>
      {call ? (
        <IconButton
          size={phone ? "middle" : "small"}
          icon={Phone}
          href={call}
          label={t("common.action.callNumber", { phone: String(number) })}
        />
      ) : null}
      {mayEdit && !phone ? (
        <IconButton
          size="small"
          icon={Pencil}
          label={t("common.action.edit")}
          onClick={() => void navigate({ to: `${entity.path}/${record.id}/edit` })}
        />
      ) : null}
    </>
  );
}
