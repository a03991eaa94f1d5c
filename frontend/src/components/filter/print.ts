import { dayAfter, startOfDay } from "@/lib/dates";
import { type Condition, type FilterNode, type Group, isComplete } from "./model";

/** What the writer needs to know of a field. */
export type KindOf = (path: string) => string | undefined;

/** A text as a CEL literal. */
export function literal(text: string): string {
  // JSON's escapes are a subset of CEL's.
  return JSON.stringify(text);
}

const hours = (days: unknown) => `duration("${Math.trunc(Number(days)) * 24}h")`;

const SIGNS: Partial<Record<Condition["op"], string>> = {
  eq: "==",
  ne: "!=",
  gt: ">",
  ge: ">=",
  lt: "<",
  le: "<=",
};

function condition({ field, op, value }: Condition, kindOf: KindOf): string {
  const kind = kindOf(field);
  const numeric = kind === "integer" || kind === "decimal";
  const plain = numeric ? String(value) : literal(String(value));
  // A plain date is compared with days; an instant with the moment at which a day begins for this person.
  const instant = (date: string) => `timestamp(${literal(startOfDay(date))})`;
  const day = kind === "timestamp" ? instant(String(value)) : `date(${literal(String(value))})`;
  const now = kind === "timestamp" ? "now" : "today";
  const list = Array.isArray(value) ? value : [];
  switch (op) {
    case "contains":
      return `${field}.contains(${plain})`;
    case "notContains":
      return `!${field}.contains(${plain})`;
    case "startsWith":
      return `${field}.startsWith(${plain})`;
    case "in":
      return `${field} in [${list.map(literal).join(", ")}]`;
    case "notIn":
      return `!(${field} in [${list.map(literal).join(", ")}])`;
    case "hasAny": {
      const each = list.map((item) => `${literal(item)} in ${field}`);
      return each.length === 1 ? (each[0] ?? "") : `(${each.join(" || ")})`;
    }
    case "isMe":
      return `${field} == me`;
    case "on":
      return `${field} == ${day}`;
    case "from":
      return `${field} >= ${day}`;
    case "until":
      // The day itself is meant too: an instant ends with the beginning of the next one.
      return kind === "timestamp" ? `${field} < ${instant(dayAfter(String(value)))}` : `${field} <= ${day}`;
    case "lastDays":
      return `${field} >= ${now} - ${hours(value)}`;
    case "olderThanDays":
      return `${field} < ${now} - ${hours(value)}`;
    case "withinDays":
      return `${field} <= ${now} + ${hours(value)}`;
    case "isTrue":
      return `${field} == true`;
    case "isFalse":
      return `${field} == false`;
    case "empty":
      return `${field} == null`;
    case "present":
      return `${field} != null`;
    default:
      return `${field} ${SIGNS[op] ?? "=="} ${plain}`;
  }
}

function node(item: FilterNode, kindOf: KindOf): string {
  return item.kind === "condition" ? condition(item, kindOf) : `(${items(item, kindOf)})`;
}

function items(group: Group, kindOf: KindOf): string {
  const joiner = group.join === "and" ? " && " : " || ";
  return group.items
    .filter(isComplete)
    .map((item) => node(item, kindOf))
    .join(joiner);
}

/** The filter as CEL; empty when nothing is asked. */
export function printFilter(group: Group, kindOf: KindOf): string {
  return items(group, kindOf);
}

/** Both conditions at once, either of which may be empty. */
export function bothFilters(...parts: (string | undefined)[]): string | undefined {
  const given = parts.filter((part): part is string => Boolean(part));
  return given.length > 1 ? given.map((part) => `(${part})`).join(" && ") : given[0];
}
