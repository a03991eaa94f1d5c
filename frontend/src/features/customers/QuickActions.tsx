import { useNavigate } from "@tanstack/react-router";
import { Pencil, Phone } from "lucide-react";
import { useTranslation } from "react-i18next";
import { callable } from "@/components/fields/widgets/text";
import { IconButton } from "@/components/ui/IconButton";
import { useIsPhone } from "@/lib/media";
import type { Customer } from "./fields";

/** What is done most from the list without opening a customer: call, and on a desk edit. */
export function QuickActions({ customer, mayEdit }: { customer: Customer; mayEdit: boolean }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const phone = useIsPhone();
  const number = callable(customer.phone);
  return (
    <>
      {number ? (
        <IconButton
          size={phone ? "middle" : "small"}
          icon={Phone}
          href={number}
          label={t("customers.call", { phone: String(customer.phone) })}
        />
      ) : null}
      {mayEdit && !phone ? (
        <IconButton
          size="small"
          icon={Pencil}
          label={t("common.action.edit")}
          onClick={() => void navigate({ to: "/customers/$id/edit", params: { id: customer.id } })}
        />
      ) : null}
    </>
  );
}
