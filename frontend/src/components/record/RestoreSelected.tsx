import { Button } from "antd";
import { useTranslation } from "react-i18next";
import type { RecordBase, Resource } from "@/api/resource";
import type { Selection } from "@/components/list/RecordList";
import { useBulk } from "./use-bulk";

interface RestoreSelectedProps<R extends RecordBase> {
  of: Resource<R>;
  selection: Selection<R>;
  done: () => void;
}

/** Takes the selected records out of the recycle bin. */
export default function RestoreSelected<R extends RecordBase>(props: RestoreSelectedProps<R>) {
  const { t } = useTranslation();
  const run = useBulk(props.of, props.selection, props.done);
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
