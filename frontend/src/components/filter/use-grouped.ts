import { useTranslation } from "react-i18next";
import type { Field } from "@/components/fields/types";
import { byGroup } from "@/components/fields/use-fields";

/** Groups fields under the headings that forms and records use, keeping their order. */
export function useGrouped(): (fields: readonly Field[]) => [title: string, members: Field[]][] {
  const { t } = useTranslation();
  return (fields) =>
    byGroup(fields, []).map(([group, members]) => [
      t(`${members[0]?.texts}.groups.${group}`, { defaultValue: group }),
      members,
    ]);
}
