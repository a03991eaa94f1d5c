import { Button } from "antd";
import { useTranslation } from "react-i18next";
import type { Selection } from "@/components/list/RecordList";
import { useBulk } from "./BulkActions";
import type { Customer } from "./fields";

/** Takes the selected customers out of the recycle bin. */
export default function RestoreSelected({
  selection,
  done,
}: {
  selection: Selection<Customer>;
  done: () => void;
}) {
  const { t } = useTranslation();
  const run = useBulk(selection, done);
  return (
    <Button
      size="small"
      type="text"
      loading={run.isPending}
      onClick={() => run.mutate([{ action: "restore" }])}
    >
      {t("common.action.restore")}
    </Button>
  );
}
