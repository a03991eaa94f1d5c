import { useQueries } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { detailOptions, resource } from "@/api/resource";
import type { Field } from "@/components/fields/types";
import { useOptions } from "@/components/fields/widgets/choice";
import { useRegionName } from "@/components/fields/widgets/region";
import { type Condition, type Group, needsNoValue, operatorLabel, regionOfPrefix, takesDays } from "./model";

/** Names of referenced records, which the filter holds by id. */
function useNames(kind: string | null | undefined, ids: readonly string[]): string[] {
  const of = resource(kind ?? "");
  const found = useQueries({
    queries: ids.map((id) => ({ ...detailOptions(of, id), enabled: Boolean(kind), staleTime: 60_000 })),
  });
  return ids.map((id, at) => {
    const record = found[at]?.data;
    return record ? String(record.display_name ?? record.name ?? id) : "…";
  });
}

/** A condition in words: "owner is any of Zhang San, Li Si". */
export function ConditionWords({ field, condition }: { field: Field; condition: Condition }) {
  const { t } = useTranslation();
  const options = useOptions(field);
  const { op, value } = condition;
  const list = Array.isArray(value) ? value : [];
  const isRegion = field.widget === "region" && op === "startsWith";
  const region = useRegionName(isRegion && typeof value === "string" ? regionOfPrefix(value) : null);
  const names = useNames(field.reference, field.kind === "id" ? list : []);
  let shown = "";
  if (!needsNoValue(op)) {
    if (takesDays(op)) shown = t("common.filter.dayCount", { count: Number(value) });
    else if (isRegion) shown = region;
    else if (field.kind === "id") shown = names.join(t("common.listComma"));
    else if (Array.isArray(value)) {
      shown = value
        .map((code) => options.find((each) => each.code === code)?.label ?? code)
        .join(t("common.listComma"));
    } else shown = String(value);
  }
  return (
    <>
      {field.label} <em>{t(operatorLabel(field, op))}</em> {shown}
    </>
  );
}

/** A group of conditions on one line, joined by "and" or "or"; a group within it stands in brackets. */
export function GroupWords({ group, fields }: { group: Group; fields: readonly Field[] }) {
  const { t } = useTranslation();
  return group.items.map((item, at) => {
    const field = item.kind === "condition" ? fields.find((each) => each.path === item.field) : undefined;
    return (
      <span key={at}>
        {at > 0 ? <em> {t(`common.filter.${group.join}`)} </em> : null}
        {item.kind === "group" ? (
          <>
            (<GroupWords group={item} fields={fields} />)
          </>
        ) : field ? (
          <ConditionWords field={field} condition={item} />
        ) : (
          item.field
        )}
      </span>
    );
  });
}
