import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App, Button } from "antd";
import { useTranslation } from "react-i18next";
import { keys, type RecordBase, type Resource } from "@/api/resource";
import { type EntityDescription, titleOf } from "@/components/fields/types";
import { useErrorText } from "@/components/ui/states";

interface RestoreButtonProps<R extends RecordBase> {
  entity: EntityDescription;
  of: Resource<R>;
  record: R;
  /** The one thing to do on a deleted record's page. */
  primary?: boolean;
}

/** Takes a record out of the recycle bin. */
export function RestoreButton<R extends RecordBase>(props: RestoreButtonProps<R>) {
  const { entity, of, record, primary = false } = props;
  const { t } = useTranslation();
  const { message } = App.useApp();
  const textOf = useErrorText();
  const queries = useQueryClient();
  const restore = useMutation({
    mutationFn: () => of.restore(record.id),
    onSuccess: () => {
      void message.success(t(`${entity.texts}.restored`, { name: titleOf(entity, record) }));
      return queries.invalidateQueries({ queryKey: keys.all(of.name) });
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
