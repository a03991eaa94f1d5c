import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import { useTranslation } from "react-i18next";
import type { BulkOrder, BulkTarget, RecordBase, Resource } from "@/api/resource";
import type { Selection } from "@/components/list/RecordList";
import { useErrorText } from "@/components/ui/states";

/** The selection as the server takes it. */
function targetOf<R extends RecordBase>(selection: Selection<R>): BulkTarget {
  if (!selection.all) return { ids: selection.ids };
  const { filter, q } = selection.query;
  return { filter: filter ?? "", ...(q ? { q } : {}) };
}

/** Starts work on a selection as jobs; the tray of the shell shows how far they are. */
export function useBulk<R extends RecordBase>(of: Resource<R>, selection: Selection<R>, done: () => void) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const textOf = useErrorText();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (orders: BulkOrder[]) => {
      for (const order of orders) await of.bulk(targetOf(selection), order);
    },
    onSuccess: () => {
      void message.info(t("common.bulk.started"));
      done();
    },
    // A second order may fail after the first has begun.
    onSettled: () => queries.invalidateQueries({ queryKey: ["jobs"] }),
    onError: (error) => void message.error(textOf(error)),
  });
}
