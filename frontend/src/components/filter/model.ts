import type { Field } from "@/components/fields/types";

/**
 * A filter as the builder shows it: conditions in groups joined by "and" or "or". It is written as CEL
 * (`print.ts`) and read back from it (`parse.ts`); the text in the URL is the only thing that is kept.
 */
export type FilterNode = Condition | Group;

export interface Group {
  kind: "group";
  join: "and" | "or";
  items: FilterNode[];
}

export interface Condition {
  kind: "condition";
  /** Path of the field: `level`, `custom.size`. */
  field: string;
  op: Operator;
  value: ConditionValue;
}

export type ConditionValue = string | number | boolean | string[] | null;

export type Operator =
  | "contains"
  | "notContains"
  | "startsWith"
  | "eq"
  | "ne"
  | "gt"
  | "ge"
  | "lt"
  | "le"
  | "in"
  | "notIn"
  | "isMe"
  | "hasAny"
  | "on"
  | "from"
  | "until"
  | "lastDays"
  | "olderThanDays"
  | "withinDays"
  | "isTrue"
  | "isFalse"
  | "empty"
  | "present";

const FOR_KIND: Record<Field["kind"], Operator[]> = {
  text: ["contains", "notContains", "startsWith", "eq", "ne", "empty", "present"],
  integer: ["eq", "ne", "gt", "ge", "lt", "le", "empty", "present"],
  decimal: ["eq", "ne", "gt", "ge", "lt", "le", "empty", "present"],
  boolean: ["isTrue", "isFalse"],
  date: ["on", "from", "until", "lastDays", "olderThanDays", "withinDays", "empty", "present"],
  timestamp: ["from", "until", "lastDays", "olderThanDays", "withinDays", "empty", "present"],
  id: ["in", "notIn", "empty", "present"],
  code: ["in", "notIn", "empty", "present"],
  text_list: ["hasAny", "empty", "present"],
  object: ["empty", "present"],
};

/** What operators and values depend on. */
export type Asked = Pick<Field, "kind" | "reference"> & { widget?: Field["widget"] };

/** What can be asked of a field; the first is offered. */
export function operatorsFor(field: Asked): Operator[] {
  // The code of a region begins with those of the regions around it (GB/T 2260).
  if (field.widget === "region") return ["startsWith", "empty", "present"];
  if (field.kind === "id" && field.reference === "users") return ["in", "notIn", "isMe", "empty", "present"];
  return FOR_KIND[field.kind];
}

/** Operators that need no value. */
export function needsNoValue(op: Operator): boolean {
  return op === "empty" || op === "present" || op === "isMe" || op === "isTrue" || op === "isFalse";
}

export function takesList(op: Operator): boolean {
  return op === "in" || op === "notIn" || op === "hasAny";
}

export function takesDays(op: Operator): boolean {
  return op === "lastDays" || op === "olderThanDays" || op === "withinDays";
}

/** Whether a condition says something yet: a half-typed one is not sent. */
export function isComplete(node: FilterNode): boolean {
  if (node.kind === "group") return node.items.some(isComplete);
  if (needsNoValue(node.op)) return true;
  if (takesList(node.op)) return Array.isArray(node.value) && node.value.length > 0;
  return node.value !== null && node.value !== "";
}

/** Catalogue key of an operator, in the words that suit the field. */
export function operatorLabel(field: Asked, op: Operator): string {
  return `common.filter.op.${field.widget === "region" && op === "startsWith" ? "inRegion" : op}`;
}

/** What the codes of a region and of all within it begin with: `510100` → `5101`. */
export const regionPrefix = (code: string) => code.replace(/(00)+$/, "");

/** The region's own code: `5101` → `510100`. */
export const regionOfPrefix = (prefix: string) => prefix.padEnd(6, "0");

/** The fields that can be asked about; the id of the record itself is for machines. */
export function filterable(fields: readonly Field[]): Field[] {
  return fields.filter((field) => field.filterable && field.path !== "id");
}

/** The field a new condition begins with: what every record has in words, its name. */
export function firstAsked(fields: readonly Field[]): Field | undefined {
  return fields.find((field) => field.required && field.kind === "text") ?? fields[0];
}

/** A condition on a field that asks nothing yet. */
export function newCondition(field: Asked & Pick<Field, "path">): Condition {
  const [op = "present"] = operatorsFor(field);
  return { kind: "condition", field: field.path, op, value: takesList(op) ? [] : null };
}

const sameShape = (a: Operator, b: Operator) =>
  takesList(a) === takesList(b) &&
  takesDays(a) === takesDays(b) &&
  /^(on|from|until)$/.test(a) === /^(on|from|until)$/.test(b);

/** The condition with another operator; its value stays where it still fits. */
export function withOperator(condition: Condition, op: Operator): Condition {
  const value = sameShape(condition.op, op) ? condition.value : takesList(op) ? [] : null;
  return { ...condition, op, value };
}

/**
 * The filter as the builder would have made it: a code or a reference that is compared with one value, as a link or a
 * person may write it, is the same as being one of a list of one.
 */
export function settled(group: Group, kindOf: (path: string) => Field["kind"] | undefined): Group {
  const items = group.items.map((item): FilterNode => {
    if (item.kind === "group") return settled(item, kindOf);
    const kind = kindOf(item.field);
    const listed = (kind === "code" || kind === "id") && typeof item.value === "string";
    if (!listed || (item.op !== "eq" && item.op !== "ne")) return item;
    return { ...item, op: item.op === "eq" ? "in" : "notIn", value: [item.value as string] };
  });
  return { ...group, items };
}

/** A group that asks nothing. */
export const emptyGroup = (join: Group["join"] = "and"): Group => ({ kind: "group", join, items: [] });
