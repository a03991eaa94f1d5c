import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { App, Button } from "antd";
import { useTranslation } from "react-i18next";
import { keys, type RecordBase, type Resource } from "@/api/resource";
import { type EntityDescription, titleOf } from "@/components/fields/types";
import { listAddress } from "@/components/list/last-list";
import { useErrorText } from "@/components/ui/states";

/** For how long the way back is offered, in seconds. */
const UNDO_SECONDS = 8;

/** Deletes a record after asking, leads back to its list, and offers the way back for a while. */
export function useRemoveRecord<R extends RecordBase>(entity: EntityDescription, of: Resource<R>, record: R) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { message, modal } = App.useApp();
  const textOf = useErrorText();
  const name = titleOf(entity, record);
  const refresh = () => queries.invalidateQueries({ queryKey: keys.all(of.name) });
  const told = (error: unknown) => void message.error(textOf(error));
  const undo = (key: string) => {
    message.destroy(key);
    void of.restore(record.id).then(refresh, told);
  };
  return () =>
    modal.confirm({
      title: t(`${entity.texts}.deleteTitle`, { name }),
      content: t(`${entity.texts}.deleteText`),
      okText: t("common.action.delete"),
      okButtonProps: { danger: true },
      onOk: async () => {
        try {
          await of.remove(record.id, record.version);
          await navigate(listAddress(entity.path));
          void refresh();
          const key = `deleted-${record.id}`;
          void message.success({
            key,
            duration: UNDO_SECONDS,
            content: (
              <>
                {t("common.deletedOne", { name })}{" "}
                <Button type="link" size="small" onClick={() => undo(key)}>
                  {t("common.action.undo")}
                </Button>
              </>
            ),
          });
        } catch (error) {
          told(error);
        }
      },
    });
}
