import { ApiProblem, type FieldProblem, pointerPath } from "@/api/problem";
import type { Field } from "@/components/fields/types";

/** The server's complaints, sorted by where they can be shown. */
export interface SortedErrors {
  /** Messages by the field's path. */
  byField: Map<string, string[]>;
  /** Complaints about nothing that is on the form. */
  others: FieldProblem[];
}

/** The field a pointer leads into: `/addresses/0/postal_code` belongs to `addresses`, `/custom/size` to `custom.size`. */
export function fieldOf(pointer: string, fields: readonly Pick<Field, "path">[]): string | undefined {
  const [first, second] = pointerPath(pointer);
  const path = first === "custom" ? `custom.${second}` : String(first);
  return fields.some((field) => field.path === path) ? path : undefined;
}

export function sortErrors(problem: ApiProblem, fields: readonly Pick<Field, "path">[]): SortedErrors {
  const byField = new Map<string, string[]>();
  const others: FieldProblem[] = [];
  for (const each of problem.fields) {
    const path = fieldOf(each.pointer, fields);
    if (path) byField.set(path, [...(byField.get(path) ?? []), each.message]);
    else others.push(each);
  }
  return { byField, others };
}

/** What the server says of this one field, or of what was sent with it; undefined where it names no field. */
export function refusalAt(error: unknown, field: Pick<Field, "path">): string | undefined {
  if (!(error instanceof ApiProblem) || error.fields.length === 0) return undefined;
  const { byField, others } = sortErrors(error, [field]);
  return (byField.get(field.path) ?? others.map((each) => each.message)).join(" ");
}

/** The name under which the form keeps a field's value. */
export function formName(path: string): string[] {
  return path.startsWith("custom.") ? ["custom", path.slice("custom.".length)] : [path];
}
