import type { AccessExplanation, TeamMember } from "@/api/types";

/** What somebody wants to know, as the page's address says it. */
export interface AccessSearch {
  /** Id of the person. */
  user?: string;
  resource?: string;
  /** Id of the record. */
  record?: string;
  action?: string;
}

/** Reads an address somebody may have edited: what makes no sense is left out. */
export function readAccessSearch(raw: Record<string, unknown>): AccessSearch {
  const names = ["user", "resource", "record", "action"] as const;
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = raw[name];
      return typeof value === "string" && value ? [[name, value]] : [];
    }),
  );
}

/** The kinds of record that access is explained for, and where their records and their bin are. */
export const EXPLAINED: Record<string, { path: string; bin: string }> = {
  customers: { path: "/customers", bin: "/customers/recycle-bin" },
};

/** Actions without a record to decide about: these two have none before they are done. */
export const WITHOUT_RECORD: readonly string[] = ["create", "import"];

/** Actions that membership of a record's team can open; nothing else is given by it. */
const SHARED: readonly string[] = ["view", "edit"];

/** What there is to say about one decision. */
export interface Case {
  explanation: AccessExplanation;
  action: string;
  owner: string | null;
  department: string | null;
  /** How far the person is in the record's team, alone or with a department; null where not at all. */
  level: TeamMember["level"] | null;
}

/** The decision's reasons, one sentence each: keys below `identity.access`. */
export function sentencesOf({ explanation, action, owner, department, level }: Case): string[] {
  const { reason } = explanation;
  if (reason === "shared_read" || reason === "shared_write") return ["why.shared"];
  if (reason !== "out_of_scope") return [`why.${reason}`];
  const whose = `whose.${owner ? "owned" : "unowned"}${department ? "In" : ""}`;
  // Out of scope although in the team: then the team gives too little.
  const share = !SHARED.includes(action) ? "share.unfit" : level ? "share.readOnly" : "share.none";
  return ["why.out_of_scope", whose, share];
}

/** Where something can be changed. */
export type Place = "roles" | "users" | "record" | "bin";

/** What would make it possible, the narrowest change first: keys below `identity.access.fix`, and where each is done. */
export function remediesOf({ explanation, action, level }: Case): { key: string; place: Place }[] {
  if (explanation.reason === "no_permission") {
    return [
      { key: "giveRole", place: "users" },
      { key: "grantRole", place: "roles" },
    ];
  }
  if (explanation.reason === "deleted") return [{ key: "restore", place: "bin" }];
  if (explanation.reason !== "out_of_scope") return [];
  const join = action === "view" ? "joinRead" : level ? "raise" : "joinWrite";
  return [
    ...(SHARED.includes(action) ? [{ key: join, place: "record" } as const] : []),
    { key: "transfer", place: "record" },
    { key: "widen", place: "roles" },
  ];
}
