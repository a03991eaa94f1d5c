import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App, Button } from "antd";
import { useTranslation } from "react-i18next";
import { keys } from "@/api/resource";
import { useErrorText } from "@/components/ui/states";
import { type Customer, customers } from "./fields";

/** Takes a customer out of the recycle bin. */
export function RestoreButton({ customer, primary = false }: { customer: Customer; primary?: boolean }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const textOf = useErrorText();
  const queries = useQueryClient();
  const restore = useMutation({
    mutationFn: () => customers.restore(customer.id),
    onSuccess: () => {
      void message.success(t("customers.restored", { name: customer.name ?? "" }));
      return queries.invalidateQueries({ queryKey: keys.all("customers") });
    },
    onError: (error) => void message.error(textOf(error)),
  });
  return (
    <Button
      {...(primary ? { type: "primary" as const } : { size: "small" as const })}
      loading={restore.isPending}
      onClick={() => restore.mutate()}
    >
      {t("common.action.restore")}
    </Button>
  );
}
