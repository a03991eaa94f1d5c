import { useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { mergeDiff } from "@/api/merge-patch";
import { meOptions, useMe } from "@/api/reference-data";
import type { ProfilePatch } from "@/api/types";

/** Stores what the person changed of their own settings. */
export function useSaveMe(): (values: Record<string, unknown>) => Promise<void> {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const { user } = useMe();
  const queries = useQueryClient();
  return async (values) => {
    const body: ProfilePatch = mergeDiff(user, values);
    if (Object.keys(body).length > 0) {
      await unwrap(api.PATCH("/api/v1/me", { body }));
      await queries.invalidateQueries({ queryKey: meOptions.queryKey });
    }
    void message.success(t("common.savedAll"));
  };
}
