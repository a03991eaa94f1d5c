import type { Reference } from "@/api/resource";
import type { OwnerChange } from "@/api/types";

/** A time during which one person, or nobody, owned a customer. */
export interface OwnerSpell {
  /** Null for nobody: the customer waited for an owner. */
  owner: Reference | null;
  /** Null where it began before anything was recorded. */
  since: string | null;
  /** Null while it lasts. */
  until: string | null;
  /** Who gave it; null where unknown. */
  by: Reference | null;
  /** Whether it began with the customer itself. */
  first: boolean;
}

/** The owners one after another, the present one first, from the changes, the latest first. */
export function ownerSpells(changes: readonly OwnerChange[]): OwnerSpell[] {
  const spells = changes.map((change, at): OwnerSpell => {
    const oldest = at === changes.length - 1;
    return {
      owner: change.to ?? null,
      since: change.at,
      until: changes[at - 1]?.at ?? null,
      by: change.by ?? null,
      first: oldest && !change.from,
    };
  });
  const oldest = changes.at(-1);
  if (oldest?.from)
    spells.push({ owner: oldest.from, since: null, until: oldest.at, by: null, first: false });
  return spells;
}
