import { useQuery } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { fieldsOptions, useMay } from "@/api/reference-data";
import type { FieldInfo } from "@/api/types";
import { currentLocale } from "@/i18n";
import { labelIn } from "@/i18n/labels";
import type { EntityDescription, Field, WidgetName } from "./types";

const BY_KIND: Record<FieldInfo["kind"], WidgetName> = {
  text: "text",
  integer: "integer",
  decimal: "decimal",
  boolean: "boolean",
  date: "date",
  timestamp: "timestamp",
  id: "reference",
  code: "choice",
  text_list: "tags",
  object: "none",
};

/** Custom fields say more than their kind does. */
const BY_CUSTOM: Record<string, WidgetName> = { long_text: "multiline", money: "money", url: "url" };

function describe(info: FieldInfo, entity: EntityDescription, mayAssign: boolean, t: TFunction): Field {
  const bare = info.name.replace(/^custom\./, "");
  const path = info.custom ? `custom.${bare}` : info.name;
  const label = info.custom
    ? labelIn(info.labels, currentLocale()) || bare
    : t(`${entity.texts}.fields.${info.name}`, {
        defaultValue: t(`common.fields.${info.name}`, { defaultValue: info.name }),
      });
  const widget = entity.widgets[path] ?? BY_CUSTOM[info.definition?.kind ?? ""] ?? BY_KIND[info.kind];
  const automatic = entity.automatic?.includes(path) ?? false;
  return {
    ...info,
    required: info.required && !automatic,
    // Whose a record is follows from the right to assign, which the description of the fields does not know.
    writable: info.writable && (info.name !== "owner_id" || mayAssign),
    path,
    label,
    texts: entity.texts,
    widget,
    automatic,
    narrow: entity.narrow?.[path],
  };
}

/** The fields of a kind of record in the order of their groups, in the reader's language, without those hidden from the reader. */
export function useFields(entity: EntityDescription) {
  const { t } = useTranslation();
  const query = useQuery(fieldsOptions(entity.resource));
  const mayAssign = useMay(entity.resource, "assign");
  const fields = useMemo(
    () =>
      byGroup(
        (query.data ?? [])
          .filter((info) => info.restriction !== "hidden")
          .map((info) => describe(info, entity, mayAssign, t)),
        entity.groups,
      ).flatMap(([, members]) => members),
    [query.data, entity, mayAssign, t],
  );
  return { fields, query };
}

/** Fields by group: first in the order the entity asks for, then as the server lists them. */
export function byGroup(fields: readonly Field[], order: readonly string[]): [string, Field[]][] {
  const groups = new Map<string, Field[]>(order.map((name) => [name, []]));
  for (const field of fields) {
    const group = groups.get(field.group);
    if (group) group.push(field);
    else groups.set(field.group, [field]);
  }
  return [...groups].filter(([, members]) => members.length > 0);
}
