/** A JSON value as it travels. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
/** A JSON object: a record, or a patch to one. */
export type JsonObject = { [key: string]: Json };

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether two values are the same JSON; a key that is missing equals one that is undefined. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, at) => sameJson(item, b[at]));
  }
  if (isObject(a) && isObject(b)) {
    const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
    return [...keys].every((key) => sameJson(a[key], b[key]));
  }
  return false;
}

/** Absent, null and the empty text all mean "no value" in a form. */
export function isBlank(value: unknown): boolean {
  return (
    value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0)
  );
}

/**
 * The JSON merge patch (RFC 7396) that turns `before` into `after`.
 *
 * Objects are compared key by key, lists are replaced whole; only keys present in `after` are looked at,
 * so that a form that shows some fields never clears the others.
 */
export function mergeDiff(before: Record<string, unknown>, after: Record<string, unknown>): JsonObject {
  const patch: JsonObject = {};
  for (const [key, next] of Object.entries(after)) {
    const last = before[key];
    if (sameJson(last, next) || (isBlank(last) && isBlank(next))) continue;
    if (isObject(last) && isObject(next)) {
      const inner = mergeDiff(last, next);
      if (Object.keys(inner).length > 0) patch[key] = inner;
    } else {
      patch[key] = next === undefined || next === "" ? null : (next as Json);
    }
  }
  return patch;
}

/** One field that somebody else changed while this person was editing. */
export interface Conflict {
  /** Path of the field: `phone`, or `custom.size`. */
  field: string;
  base: unknown;
  mine: unknown;
  theirs: unknown;
  /** Both changed it, differently: a choice has to be made. */
  contested: boolean;
}

function flatten(record: Record<string, unknown>): Record<string, unknown> {
  const flat: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(record)) {
    if (key === "custom" && isObject(value)) {
      for (const [name, inner] of Object.entries(value)) flat[`custom.${name}`] = inner;
    } else flat[key] = value;
  }
  return flat;
}

/** Compares three states of a record field by field: what was read, what I made of it, what is stored now. */
export function findConflicts(
  base: Record<string, unknown>,
  mine: Record<string, unknown>,
  theirs: Record<string, unknown>,
  fields: readonly string[],
): Conflict[] {
  const [was, my, their] = [flatten(base), flatten(mine), flatten(theirs)];
  const same = (a: unknown, b: unknown) => sameJson(a, b) || (isBlank(a) && isBlank(b));
  return fields
    .filter((field) => !same(was[field], their[field]))
    .map((field) => ({
      field,
      base: was[field],
      mine: field in my ? my[field] : was[field],
      theirs: their[field],
      contested: field in my && !same(was[field], my[field]) && !same(my[field], their[field]),
    }));
}
