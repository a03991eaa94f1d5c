import { type ASTNode, parse } from "@marcbachmann/cel-js";
import { dayAfter, local } from "@/lib/dates";
import type { Condition, ConditionValue, FilterNode, Group, Operator } from "./model";

/** Raised inside this file where an expression has no counterpart in the builder. */
class Unrepresentable extends Error {}

/**
 * Reads a CEL filter into the builder's form; null where the builder cannot show it (the expression is
 * then edited as text). The server remains the judge of what is valid.
 */
export function parseFilter(source: string): Group | null {
  if (source.trim() === "") return { kind: "group", join: "and", items: [] };
  try {
    const read = node(parse(source).ast);
    return read.kind === "group" ? read : { kind: "group", join: "and", items: [read] };
  } catch {
    return null; // not CEL, or beyond the builder: both are edited as text
  }
}

function node(ast: ASTNode): FilterNode {
  switch (ast.op) {
    case "&&":
      return join("and", ast);
    case "||":
      return anyOf(join("or", ast));
    case "!_":
      return negated(ast.args);
    case "rcall":
      return textMatch(ast);
    case "in":
      return membership(ast.args);
    case "==":
    case "!=":
    case "<":
    case "<=":
    case ">":
    case ">=":
      return comparison(ast.op, ast.args);
    default:
      throw new Unrepresentable();
  }
}

function join(kind: Group["join"], ast: ASTNode): Group {
  const items: FilterNode[] = [];
  // `a && b && c` is parsed as `(a && b) && c`; it is one group. A group in brackets looks the same, and means the same.
  const walk = (each: ASTNode) => {
    if ((each.op === "&&" || each.op === "||") && each.op === ast.op)
      for (const side of each.args) walk(side);
    else items.push(node(each));
  };
  walk(ast);
  return { kind: "group", join: kind, items };
}

/** `"a" in tags || "b" in tags` is one condition of the builder. */
function anyOf(group: Group): FilterNode {
  const [first] = group.items;
  if (first?.kind !== "condition" || first.op !== "hasAny") return group;
  const all = group.items.flatMap((item) =>
    item.kind === "condition" && item.op === "hasAny" && item.field === first.field
      ? (item.value as string[])
      : [null],
  );
  return all.includes(null) ? group : { ...first, value: all as string[] };
}

function negated(inner: ASTNode): Condition {
  const found = node(inner);
  if (found.kind === "condition" && found.op === "contains") return { ...found, op: "notContains" };
  if (found.kind === "condition" && found.op === "in") return { ...found, op: "notIn" };
  throw new Unrepresentable();
}

function textMatch(ast: ASTNode): Condition {
  if (ast.op !== "rcall") throw new Unrepresentable();
  const [name, receiver, args] = ast.args;
  const [only] = args;
  if ((name !== "contains" && name !== "startsWith") || !only || args.length !== 1)
    throw new Unrepresentable();
  return { kind: "condition", field: path(receiver), op: name, value: text(only) };
}

function membership([item, list]: [ASTNode, ASTNode]): Condition {
  if (list.op === "list") {
    return { kind: "condition", field: path(item), op: "in", value: list.args.map(text) };
  }
  return { kind: "condition", field: path(list), op: "hasAny", value: [text(item)] };
}

const COMPARE: Record<string, Operator> = {
  "==": "eq",
  "!=": "ne",
  "<": "lt",
  "<=": "le",
  ">": "gt",
  ">=": "ge",
};

function comparison(
  sign: "==" | "!=" | "<" | "<=" | ">" | ">=",
  [left, right]: [ASTNode, ASTNode],
): Condition {
  const field = path(left);
  const make = (op: Operator, value: ConditionValue = null): Condition => ({
    kind: "condition",
    field,
    op,
    value,
  });
  if (right.op === "id" && right.args === "me" && sign === "==") return make("isMe");
  if (right.op === "+" || right.op === "-") return make(relative(sign, right.op), days(right));
  if (right.op === "call") {
    const op = dated(sign, right);
    const day = dayOf(right);
    // "until a day" is written as "before the day after" (`print.ts`).
    return make(op, op === "until" && right.args[0] === "timestamp" ? dayAfter(day, -1) : day);
  }
  const value = constant(right);
  if (value === null) {
    if (sign === "==") return make("empty");
    if (sign === "!=") return make("present");
    throw new Unrepresentable();
  }
  if (typeof value === "boolean") {
    if (sign !== "==") throw new Unrepresentable();
    return make(value ? "isTrue" : "isFalse");
  }
  return make(COMPARE[sign] ?? "eq", value);
}

function relative(sign: string, direction: "+" | "-"): Operator {
  if (sign === ">=" && direction === "-") return "lastDays";
  if (sign === "<" && direction === "-") return "olderThanDays";
  if (sign === "<=" && direction === "+") return "withinDays";
  throw new Unrepresentable();
}

/** `now - duration("720h")` is thirty days. */
function days(ast: ASTNode): number {
  if (ast.op !== "+" && ast.op !== "-") throw new Unrepresentable();
  const [from, span] = ast.args;
  if (from.op !== "id" || (from.args !== "now" && from.args !== "today")) throw new Unrepresentable();
  if (span.op !== "call" || span.args[0] !== "duration") throw new Unrepresentable();
  const [only] = span.args[1];
  const match = only ? /^(\d+)h$/.exec(text(only)) : null;
  const count = Number(match?.[1]) / 24;
  if (!Number.isInteger(count)) throw new Unrepresentable();
  return count;
}

function dated(sign: string, call: ASTNode): Operator {
  if (call.op !== "call") throw new Unrepresentable();
  const instant = call.args[0] === "timestamp";
  if (sign === ">=") return "from";
  if (sign === "==" && !instant) return "on";
  if (sign === (instant ? "<" : "<=")) return "until";
  throw new Unrepresentable();
}

function dayOf(call: ASTNode): string {
  if (call.op !== "call") throw new Unrepresentable();
  const [name, [only]] = call.args;
  if (!only || (name !== "date" && name !== "timestamp")) throw new Unrepresentable();
  if (name === "date") return text(only);
  const moment = local(text(only));
  // The builder speaks of days: an instant in the middle of one would be rounded silently.
  if (!moment.isValid() || moment.format("HH:mm:ss") !== "00:00:00") throw new Unrepresentable();
  return moment.format("YYYY-MM-DD");
}

function path(ast: ASTNode): string {
  if (ast.op === "id") return ast.args;
  if (ast.op === ".") return `${path(ast.args[0])}.${ast.args[1]}`;
  throw new Unrepresentable();
}

function text(ast: ASTNode): string {
  const value = constant(ast);
  if (typeof value !== "string") throw new Unrepresentable();
  return value;
}

function constant(ast: ASTNode): string | number | boolean | null {
  if (ast.op === "-_") {
    const value = constant(ast.args);
    if (typeof value !== "number") throw new Unrepresentable();
    return -value;
  }
  if (ast.op !== "value") throw new Unrepresentable();
  const value = ast.args;
  if (typeof value === "bigint") return Number(value);
  if (value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean")
    return value;
  throw new Unrepresentable();
}
